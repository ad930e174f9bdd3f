using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Server.Users;

/// <summary>All that is known of users, where one operation touches several stores.</summary>
internal sealed record UserDirectory(IDocumentStore Store, UserStore Users, AccountStore Accounts, SessionStore Sessions, ApiKeyStore ApiKeys)
{
    public static UserDirectory Open(IDocumentStore store, System.TimeProvider clock) =>
        new(store, new UserStore(store, clock), new AccountStore(store), new SessionStore(store, clock), new ApiKeyStore(store));

    /// <summary>Deletes a user and everything that belongs to it, at once. Source: protocol.md 3.8.</summary>
    public async Task DeleteAsync(UserRecord user, CancellationToken cancellationToken)
    {
        IEnumerable<DocumentWrite> keys = (await ApiKeys.ListAsync(user.AppId, user.Id, cancellationToken)).Select(ApiKeyStore.Deleting);
        await Store.WriteAsync(
            [
                .. await Sessions.EndingAllAsync(user.Id, cancellationToken),
                .. await Accounts.DeletingAsync(user.Identities, cancellationToken),
                .. keys,
                .. UserStore.Deleting(user),
            ],
            cancellationToken);
    }
}
