using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Has a link mailed that allows to set another password.</summary>
[Cmdlet(VerbsCommunications.Send, "AppPasswordReset", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Send-AppPasswordReset.md")]
public sealed class SendAppPasswordResetCommand : AppEmailCmdlet
{
    private protected override string Doing => "Send password reset mail";

    private protected override Task ProcessAsync(EmailPasswordAuth accounts, string email, CancellationToken cancellationToken) =>
        accounts.SendResetAsync(email, Options, cancellationToken);
}
