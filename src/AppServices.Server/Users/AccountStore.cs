using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Server.Users;

/// <summary>The e-mail/password accounts of all apps.</summary>
internal sealed class AccountStore(IDocumentStore store)
{
    private static readonly CollectionSchema s_accounts = new("accounts", ["identity"], []);

    public async ValueTask<AccountRecord?> FindAsync(string appId, string email, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_accounts, "_id", AccountRecord.Key(appId, email), cancellationToken) is { } document
            ? AccountRecord.From(document)
            : null;

    /// <exception cref="DuplicateKeyException">The address is taken.</exception>
    public Task AddAsync(AccountRecord account, CancellationToken cancellationToken) =>
        store.WriteAsync(new DocumentWrite.Insert(s_accounts, account.ToBson()), cancellationToken);

    public Task ReplaceAsync(AccountRecord account, CancellationToken cancellationToken) =>
        store.WriteAsync(new DocumentWrite.Replace(s_accounts, account.ToBson()), cancellationToken);

    /// <summary>The writes that delete the accounts of some identities.</summary>
    public async Task<IEnumerable<DocumentWrite>> DeletingAsync(IEnumerable<IdentityRecord> identities, CancellationToken cancellationToken)
    {
        var writes = new List<DocumentWrite>();
        foreach (IdentityRecord identity in identities)
            writes.AddRange((await store.FindAsync(s_accounts, "identity", identity.Id, cancellationToken))
                .Select(account => new DocumentWrite.Delete(s_accounts, account["_id"])));
        return writes;
    }
}
