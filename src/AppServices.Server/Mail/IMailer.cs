using System;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Mail;

/// <summary>Sends mails.</summary>
internal interface IMailer
{
    /// <summary>Returns once the mail is on its way.</summary>
    /// <exception cref="MailException">It cannot be sent.</exception>
    Task SendAsync(MailText mail, CancellationToken cancellationToken);

    /// <summary>Deletes what is kept of mails from before a time.</summary>
    /// <returns>Of how many.</returns>
    int Forget(DateTime before) => 0;
}

/// <summary>A mail that was not sent; the message is for the operator.</summary>
internal sealed class MailException(string message, Exception cause) : Exception(message, cause);
