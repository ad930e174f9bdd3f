using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Sorting;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>An e-mail/password account, which exists before its first login makes it a user (app-folder 2.2).</summary>
/// <param name="AppId">The client app id.</param>
/// <param name="Email">The address.</param>
/// <param name="PasswordHash">The password's hash; empty for an account that has none yet, so that nobody logs in with it.</param>
/// <param name="IdentityId">The id of the identity that a login proves.</param>
/// <param name="IsConfirmed">Whether the address is confirmed.</param>
internal sealed record AccountRecord(string AppId, string Email, string PasswordHash, string IdentityId, bool IsConfirmed)
{
    /// <summary>Whether there is a password to log in with.</summary>
    public bool HasPassword => PasswordHash.Length > 0;

    /// <summary>When it was registered, as the id of its identity begins with it; null where that id is from elsewhere.</summary>
    public DateTime? RegisteredAt => ObjectId.TryParse(IdentityId.Split('-')[0], out ObjectId id) ? id.CreationTime : null;

    public static AccountRecord From(BsonDocument document) => new(
        document["app"].AsString, document["email"].AsString, document["password_hash"].AsString,
        document["identity"].AsString, document["confirmed"].AsBoolean);

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Key(AppId, Email),
        ["app"] = AppId,
        ["email"] = Email,
        ["password_hash"] = PasswordHash,
        ["identity"] = IdentityId,
        ["confirmed"] = IsConfirmed,
    };

    /// <summary>The identity that a login proves.</summary>
    /// <param name="providerId">The provider configuration's id; empty where only the account matters.</param>
    public IdentityRecord ToIdentity(string providerId = "") =>
        new(IdentityId, ProviderTypes.EmailPassword, providerId, new BsonDocument("email", Email));

    /// <summary>The account's <c>_id</c>: addresses are case-sensitive and unique in an app.</summary>
    public static string Key(string appId, string email) => $"{appId}/{email}";
}

/// <summary>The e-mail/password accounts of all apps.</summary>
internal sealed class AccountStore(IStateStore store)
{
    private static readonly StateSchema s_accounts = new("accounts", ["identity"], ["app"]);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_accounts];

    public async ValueTask<AccountRecord?> FindAsync(string appId, string email, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_accounts, "_id", AccountRecord.Key(appId, email), cancellationToken) is { } document
            ? AccountRecord.From(document)
            : null;

    /// <summary>The account of an identity; null when it is deleted.</summary>
    public async ValueTask<AccountRecord?> FindByIdentityAsync(string identityId, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_accounts, "identity", identityId, cancellationToken) is { } document
            ? AccountRecord.From(document)
            : null;

    public async Task<IReadOnlyList<AccountRecord>> ListAsync(string appId, CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_accounts, "app", appId, cancellationToken)).Select(AccountRecord.From)];

    /// <summary>Some of an app's accounts that wait for their confirmation, in the order of their ids.</summary>
    /// <param name="documents">Where they are.</param>
    /// <param name="appId">The app.</param>
    /// <param name="after">The beginning of the identity after which they begin; empty for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static IAsyncEnumerable<AccountRecord> PagePendingAsync(
        IDocumentAccess documents, string appId, string after, int limit, CancellationToken cancellationToken)
    {
        var query = new BsonDocument { ["app"] = appId, ["confirmed"] = false, ["identity"] = new BsonDocument("$gt", after + "~") };
        if (after.Length == 0) query.Remove("identity");
        var search = new StoreQuery(StoreFilter.Parse(query, cancellationToken))
        {
            Sort = SortOrder.Parse(new BsonDocument("identity", 1)),
            Limit = limit,
        };
        return documents.ReadAsync(session => session.FindAsync(s_accounts.FullName, search, cancellationToken), cancellationToken)
            .Select(found => AccountRecord.From(found.Document));
    }

    /// <summary>Deletes accounts that wait for their confirmation for long. Source: client-api 3.10.</summary>
    /// <param name="documents">Where they are.</param>
    /// <param name="before">Until when they registered.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>How many.</returns>
    public static Task<int> SweepAsync(IDocumentAccess documents, DateTime before, CancellationToken cancellationToken) =>
        documents.SweepAsync(
            s_accounts,
            found => new(AccountRecord.From(found) is { IsConfirmed: false } account && account.RegisteredAt < before),
            cancellationToken);

    /// <summary>The write that adds an account.</summary>
    public static StateWrite Adding(AccountRecord account) => new StateWrite.Insert(s_accounts, account.ToBson());

    /// <exception cref="DuplicateKeyException">The address is taken.</exception>
    public Task AddAsync(AccountRecord account, CancellationToken cancellationToken) =>
        store.WriteAsync(Adding(account), cancellationToken);

    /// <exception cref="StaleWriteException">The account is not as it was read.</exception>
    public Task ChangeAsync(AccountRecord before, AccountRecord after, CancellationToken cancellationToken) =>
        store.WriteAsync(Changing(before, after), cancellationToken);

    /// <summary>The condition that an account exists.</summary>
    public static StateWrite Requiring(AccountRecord account) =>
        new StateWrite.Require(s_accounts, AccountRecord.Key(account.AppId, account.Email));

    /// <summary>The condition that an account is still as it was read.</summary>
    public static StateWrite Expecting(AccountRecord account) => new StateWrite.Expect(s_accounts, account.ToBson());

    /// <summary>The write that changes an account which is still as it was read.</summary>
    public static StateWrite Changing(AccountRecord before, AccountRecord after) =>
        new StateWrite.Change(s_accounts, before.ToBson(), after.ToBson());

    /// <summary>The writes that give an account which is still as it was read another address.</summary>
    public static IEnumerable<StateWrite> Moving(AccountRecord before, string email) =>
    [
        Expecting(before),
        new StateWrite.Delete(s_accounts, AccountRecord.Key(before.AppId, before.Email)),
        Adding(before with { Email = email }),
    ];

    /// <summary>The writes that delete an account and its tokens.</summary>
    public static IEnumerable<StateWrite> Deleting(string identityId) =>
        [new StateWrite.DeleteAll(s_accounts, "identity", identityId), AccountTokenStore.DeletingAll(identityId)];

    /// <summary>The writes that delete the account of an identity; none for an identity of another provider.</summary>
    public static IEnumerable<StateWrite> Deleting(IdentityRecord identity) =>
        identity.ProviderType == ProviderTypes.EmailPassword ? Deleting(identity.Id) : [];
}
