using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>Confirms an e-mail/password account with what its owner was mailed.</summary>
[Cmdlet(VerbsLifecycle.Confirm, "AppUser", SupportsShouldProcess = true, DefaultParameterSetName = LinkSet,
    HelpUri = HelpPages.Folder + "Confirm-AppUser.md")]
public sealed class ConfirmAppUserCommand : AppTargetCmdlet
{
    private const string LinkSet = "Link";
    private const string TokenSet = "Token";

    /// <summary>The mailed link, pasted whole.</summary>
    [Parameter(ParameterSetName = LinkSet, Mandatory = true, Position = 0)]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? Link { get; set; }

    /// <summary>The link's <c>token</c>.</summary>
    [Parameter(ParameterSetName = TokenSet, Mandatory = true)]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? Token { get; set; }

    /// <summary>The link's <c>tokenId</c>.</summary>
    [Parameter(ParameterSetName = TokenSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? TokenId { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        AppClient app = ResolveApp();
        return AttemptAsync(TokenId, async () =>
        {
            AccountToken token = Link is null ? new AccountToken(Token!, TokenId!) : AccountToken.FromLink(Link);
            if (ShouldProcess(token.TokenId, $"Confirm account in app '{app.AppId}'"))
                await new EmailPasswordAuth(app).ConfirmAsync(token, Options, cancellationToken);
        });
    }
}
