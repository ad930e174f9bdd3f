using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Sets another password, with what the account's owner was mailed or through the app's reset function.</summary>
[Cmdlet(VerbsCommon.Reset, "AppUserPassword", SupportsShouldProcess = true, DefaultParameterSetName = FunctionSet,
    HelpUri = HelpPages.Folder + "Reset-AppUserPassword.md")]
public sealed class ResetAppUserPasswordCommand : AppTargetCmdlet
{
    private const string LinkSet = "Link";
    private const string TokenSet = "Token";
    private const string FunctionSet = "Function";

    /// <summary>The password to set.</summary>
    [Parameter(Mandatory = true)]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? NewPassword { get; set; }

    /// <summary>Runs the app's reset function.</summary>
    [Parameter]
    public SwitchParameter Function { get; set; }

    /// <summary>The account's address, which is case-sensitive.</summary>
    [Parameter(ParameterSetName = FunctionSet, Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Email { get; set; }

    /// <summary>What the function gets after the account; a SecureString is sent as its text.</summary>
    [Parameter(ParameterSetName = FunctionSet)]
    [AllowNull, AllowEmptyCollection]
    [NoCompletion]
    public object?[]? ArgumentList { get; set; } = [];

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
        this.Refuse(Function && ParameterSetName != FunctionSet, "-Function takes -Email, so it does not go with -Link or -Token.");
        this.Refuse(!Function && ParameterSetName == FunctionSet, "-Email goes with -Function only; what was mailed is passed as -Link.");
        var accounts = new EmailPasswordAuth(ResolveApp());
        return AttemptAsync(Email ?? TokenId, () => ParameterSetName == FunctionSet
            ? CallFunctionAsync(accounts, cancellationToken)
            : UseTokenAsync(
                accounts, Link is null ? new AccountToken(Token!, TokenId!) : AccountToken.FromLink(Link), cancellationToken));
    }

    private Task CallFunctionAsync(EmailPasswordAuth accounts, CancellationToken cancellationToken) =>
        ShouldProcess(Email!, "Run password reset function")
            ? accounts.CallResetFunctionAsync(
                Email!, NewPassword!, ArgumentList ?? [null], PSValues.WithSecrets, Options, cancellationToken)
            : Task.CompletedTask;

    private Task UseTokenAsync(EmailPasswordAuth accounts, AccountToken token, CancellationToken cancellationToken) =>
        ShouldProcess(token.TokenId, "Set password")
            ? accounts.ResetAsync(token, NewPassword!, Options, cancellationToken)
            : Task.CompletedTask;
}
