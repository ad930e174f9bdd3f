using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Has the confirmation mail sent again, or the app's confirmation function run again.</summary>
[Cmdlet(VerbsCommunications.Send, "AppUserConfirmation", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Send-AppUserConfirmation.md")]
public sealed class SendAppUserConfirmationCommand : AppEmailCmdlet
{
    /// <summary>Runs the app's confirmation function instead of sending mail.</summary>
    [Parameter]
    public SwitchParameter Function { get; set; }

    private protected override string Doing => Function ? "Run confirmation function" : "Send confirmation mail";

    private protected override Task ProcessAsync(EmailPasswordAuth accounts, string email, CancellationToken cancellationToken) =>
        Function
            ? accounts.RetryConfirmationAsync(email, Options, cancellationToken)
            : accounts.ResendConfirmationAsync(email, Options, cancellationToken);
}
