using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Server.Users;

/// <summary>
/// What ends with the good standing of an API key: the sessions that it began and, with the key, the identity that it was.
/// </summary>
internal sealed class ApiKeys(UserDirectory users)
{
    /// <summary>Refuses, or allows again, logins with a key; false when it has been deleted.</summary>
    /// <param name="key">The key.</param>
    /// <param name="disabled">Whether to refuse.</param>
    /// <param name="asking">The session that asks for it, which does not end even if the key began it; null for none.</param>
    /// <param name="cancellationToken">Ends the work when the client has gone.</param>
    public Task<bool> SetDisabledAsync(ApiKeyRecord key, bool disabled, SessionRecord? asking, CancellationToken cancellationToken) =>
        Contention.RepeatAsync(async () =>
    {
        if (await users.ApiKeys.FindAsync(key.Id, cancellationToken) is not { } now) return false;
        if (now.IsDisabled == disabled) return true;
        StateWrite[] ending = disabled ? [SessionStore.EndingAll(key.AppId, key.ToIdentity(), asking?.Id)] : [];
        await users.Store.WriteAsync([ApiKeyStore.Changing(now, now with { IsDisabled = disabled }), .. ending], cancellationToken);
        return true;
    });

    /// <summary>Deletes a key; the user of a server key, who could never log in again, goes with it.</summary>
    public Task<bool> DeleteAsync(ApiKeyRecord key, CancellationToken cancellationToken) => Contention.RepeatAsync(async () =>
    {
        var proven = new ProvenIdentity(key.ToIdentity(), OwnerId: key.OwnerId);
        UserRecord? owner = await users.Users.FindOwnerAsync(key.AppId, proven, cancellationToken);
        await users.Store.WriteAsync(
            [ApiKeyStore.Deleting(key), SessionStore.EndingAll(key.AppId, proven.Identity), .. Leaving(owner, proven.Identity)],
            cancellationToken);
        return true;
    });

    private static IEnumerable<StateWrite> Leaving(UserRecord? owner, IdentityRecord identity) =>
        owner?.Has(identity) != true ? []
        : owner.Identities.Count == 1 ? UserDirectory.Deleting(owner)
        : UserStore.Changing(owner, owner.Without(identity));
}
