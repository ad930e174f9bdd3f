using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>The users of all apps and the identities that lead to them.</summary>
internal sealed class UserStore(IDocumentStore store, TimeProvider clock)
{
    private static readonly CollectionSchema s_users = new("users", [], ["app"]);

    // The key of an identity is unique over all users, which is what makes two first logins at once end in one user.
    private static readonly CollectionSchema s_identities = new("identities", [], ["user"]);

    public async ValueTask<UserRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_users, "_id", id, cancellationToken) is { } document ? UserRecord.From(document) : null;

    /// <summary>The user of an identity; null before its first login.</summary>
    public async ValueTask<UserRecord?> FindByIdentityAsync(string appId, string provider, string externalId, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_identities, "_id", Key(appId, provider, externalId), cancellationToken) is { } identity
            ? await FindAsync(identity["user"].AsString, cancellationToken)
            : null;

    /// <summary>The user of an identity, created at the first login; what the provider knows now replaces what it knew.</summary>
    public async Task<UserRecord> FindOrCreateAsync(string appId, string type, IdentityRecord identity, CancellationToken cancellationToken)
    {
        if (await FindByIdentityAsync(appId, identity.ProviderType, identity.Id, cancellationToken) is { } known)
            return await RefreshAsync(known, identity, cancellationToken);
        var user = new UserRecord(ObjectId.GenerateNewId().ToString(), appId, type, [identity], clock.GetUtcNow().UtcDateTime, IsDisabled: false);
        try
        {
            await store.WriteAsync(
                [new DocumentWrite.Insert(s_users, user.ToBson()), new DocumentWrite.Insert(s_identities, Identity(user, identity))], cancellationToken);
            return user;
        }
        catch (DuplicateKeyException)
        {
            // Another login with the same identity was faster.
            return await FindByIdentityAsync(appId, identity.ProviderType, identity.Id, cancellationToken)
                ?? throw new InvalidOperationException($"Identity '{identity.Id}' leads to no user.");
        }
    }

    /// <summary>The writes that delete a user and its identities.</summary>
    public static IEnumerable<DocumentWrite> Deleting(UserRecord user) =>
        user.Identities
            .Select(DocumentWrite (identity) => new DocumentWrite.Delete(s_identities, Key(user.AppId, identity.ProviderType, identity.Id)))
            .Append(new DocumentWrite.Delete(s_users, user.Id));

    private async Task<UserRecord> RefreshAsync(UserRecord user, IdentityRecord identity, CancellationToken cancellationToken)
    {
        IdentityRecord[] identities = user.Identities
            .Select(known => known.ProviderType == identity.ProviderType && known.Id == identity.Id ? identity : known).ToArray();
        if (identities.Zip(user.Identities).All(pair => pair.First.Data == pair.Second.Data)) return user;
        UserRecord refreshed = user with { Identities = identities };
        await store.WriteAsync(new DocumentWrite.Replace(s_users, refreshed.ToBson()), cancellationToken);
        return refreshed;
    }

    private static BsonDocument Identity(UserRecord user, IdentityRecord identity) =>
        new() { ["_id"] = Key(user.AppId, identity.ProviderType, identity.Id), ["user"] = user.Id };

    private static string Key(string appId, string provider, string externalId) => $"{appId}/{provider}/{externalId}";
}
