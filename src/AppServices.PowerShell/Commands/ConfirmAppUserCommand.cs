using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Confirms an e-mail/password account with what its owner was mailed.</summary>
[Cmdlet(VerbsLifecycle.Confirm, "AppUser", SupportsShouldProcess = true, DefaultParameterSetName = LinkSet,
    HelpUri = HelpPages.Folder + "Confirm-AppUser.md")]
public sealed class ConfirmAppUserCommand : AppTokenCmdlet
{
    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        AppClient app = ResolveApp();
        return AttemptAsync(TokenId, async () =>
        {
            AccountToken token = ToAccountToken();
            if (ShouldProcess(token.TokenId, $"Confirm account in app '{app.AppId}'"))
                await new EmailPasswordAuth(app).ConfirmAsync(token, Options, cancellationToken);
        });
    }
}
