using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Mail;

/// <summary>Sends mails.</summary>
internal interface IMailer
{
    /// <summary>Returns once the mail is on its way.</summary>
    /// <exception cref="MailException">It cannot be sent.</exception>
    Task SendAsync(MailText mail, CancellationToken cancellationToken);
}
