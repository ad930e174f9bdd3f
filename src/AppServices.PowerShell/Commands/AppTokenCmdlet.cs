using System.Management.Automation;
using System.Security;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that take what the owner of an account was mailed.</summary>
public abstract class AppTokenCmdlet : AppTargetCmdlet
{
    private protected const string LinkSet = "Link";
    private protected const string TokenSet = "Token";

    /// <summary>The mailed link, pasted whole.</summary>
    [Parameter(ParameterSetName = LinkSet, Mandatory = true, Position = 0)]
    [SecretTransformation, ValidateNotNull]
    public SecureString? Link { get; set; }

    /// <summary>The link's <c>token</c>.</summary>
    [Parameter(ParameterSetName = TokenSet, Mandatory = true)]
    [SecretTransformation, ValidateNotNull]
    public SecureString? Token { get; set; }

    /// <summary>The link's <c>tokenId</c>.</summary>
    [Parameter(ParameterSetName = TokenSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? TokenId { get; set; }

    /// <summary>The token that the parameters name.</summary>
    /// <exception cref="AppServicesException">The link is none.</exception>
    private protected AccountToken ToAccountToken() => Link is null ? new AccountToken(Token!, TokenId!) : AccountToken.FromLink(Link);
}
