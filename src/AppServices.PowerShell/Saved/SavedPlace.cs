using System.Management.Automation;

namespace AppServices.Saved;

/// <summary>Where the session of a user is kept.</summary>
/// <param name="Vault">The SecretManagement vault; null for the account's folder.</param>
internal sealed record SavedPlace(string? Vault)
{
    public ISessionStore Open(CommandInvocationIntrinsics invoke) =>
        Vault is null ? new SessionFolder(SessionFolder.DefaultPath) : new SessionVault(invoke, Vault);
}
