using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>Has the confirmation mail sent again, or the app's confirmation function run again.</summary>
[Cmdlet(VerbsCommunications.Send, "AppUserConfirmation", SupportsShouldProcess = true,
    HelpUri = HelpPages.Folder + "Send-AppUserConfirmation.md")]
public sealed class SendAppUserConfirmationCommand : AppTargetCmdlet
{
    /// <summary>The accounts' addresses, which are case-sensitive.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[] Email { get; set; } = [];

    /// <summary>Runs the app's confirmation function instead of sending mail.</summary>
    [Parameter]
    public SwitchParameter Function { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => Function
        ? ForEachAccountAsync(
            Email, "Run confirmation function", (accounts, email) => accounts.RetryConfirmationAsync(email, Options, cancellationToken))
        : ForEachAccountAsync(
            Email, "Send confirmation mail", (accounts, email) => accounts.ResendConfirmationAsync(email, Options, cancellationToken));
}
