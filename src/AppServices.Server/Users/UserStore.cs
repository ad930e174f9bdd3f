using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>The users of all apps and the identities that lead to them.</summary>
internal sealed class UserStore(IStateStore store)
{
    private static readonly StateSchema s_users = new("users", [], ["app"]);

    // The key of an identity is unique over all users, which is what makes two first logins at once, or two links, end in one user.
    private static readonly StateSchema s_identities = new("identities", [], ["user"]);

    public async ValueTask<UserRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_users, "_id", id, cancellationToken) is { } document ? UserRecord.From(document) : null;

    /// <summary>The users of an app, in order of creation.</summary>
    public async Task<IReadOnlyList<UserRecord>> ListAsync(string appId, CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_users, "app", appId, cancellationToken)).Select(UserRecord.From).OrderBy(user => user.CreatedAt)];

    /// <summary>The user to whom an identity belongs; null before its first login.</summary>
    public async ValueTask<UserRecord?> FindOwnerAsync(string appId, ProvenIdentity proven, CancellationToken cancellationToken)
    {
        if (proven.OwnerId is not null) return await FindAsync(proven.OwnerId, cancellationToken);
        return await store.FindOneAsync(s_identities, "_id", proven.Identity.Key(appId), cancellationToken) is { } identity
            ? await FindAsync(identity["user"].AsString, cancellationToken)
            : null;
    }

    /// <summary>Calls back after each change of a user by this process, until the result is disposed.</summary>
    public IDisposable Listen(string id, Action changed) => store.Listen(s_users, id, changed);

    /// <summary>The condition that an identity belongs to nobody.</summary>
    public static StateWrite RequiringNoOwner(string appId, IdentityRecord identity) =>
        new StateWrite.RequireNone(s_identities, identity.Key(appId));

    /// <summary>The condition that a user exists.</summary>
    public static StateWrite Requiring(string id) => new StateWrite.Require(s_users, id);

    /// <summary>The writes that create a user with its identities.</summary>
    public static IEnumerable<StateWrite> Creating(UserRecord user) =>
        user.Identities.Select(identity => Adding(user, identity)).Prepend(new StateWrite.Insert(s_users, user.ToBson()));

    /// <summary>The writes that change a user who is still as it was read, and what leads to its identities.</summary>
    public static IEnumerable<StateWrite> Changing(UserRecord before, UserRecord after) =>
    [
        new StateWrite.Change(s_users, before.ToBson(), after.ToBson()),
        .. before.Identities.Where(identity => !after.Has(identity)).Select(identity => new StateWrite.Delete(s_identities, identity.Key(before.AppId))),
        .. after.Identities.Where(identity => !before.Has(identity)).Select(identity => Adding(after, identity)),
    ];

    /// <summary>The writes that delete a user who is still as it was read, and its identities.</summary>
    public static IEnumerable<StateWrite> Deleting(UserRecord user) =>
    [
        new StateWrite.Expect(s_users, user.ToBson()),
        new StateWrite.Delete(s_users, user.Id),
        new StateWrite.DeleteAll(s_identities, "user", user.Id),
    ];

    private static StateWrite.Insert Adding(UserRecord user, IdentityRecord identity) =>
        new StateWrite.Insert(s_identities, new BsonDocument { ["_id"] = identity.Key(user.AppId), ["user"] = user.Id });
}
