using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>Has a link mailed that allows to set another password.</summary>
[Cmdlet(VerbsCommunications.Send, "AppPasswordReset", SupportsShouldProcess = true,
    HelpUri = HelpPages.Folder + "Send-AppPasswordReset.md")]
public sealed class SendAppPasswordResetCommand : AppTargetCmdlet
{
    /// <summary>The accounts' addresses, which are case-sensitive.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[] Email { get; set; } = [];

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken) => ForEachAccountAsync(
        Email, "Send password reset mail", (accounts, email) => accounts.SendResetAsync(email, Options, cancellationToken));
}
