using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Sorting;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>A user of an app.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="AppId">The client app id.</param>
/// <param name="Type"><c>normal</c>, or <c>server</c> for the user of a server API key.</param>
/// <param name="Identities">The user's identities, the first one first.</param>
/// <param name="CreatedAt">When the user first logged in.</param>
/// <param name="IsDisabled">Whether logins and tokens are refused.</param>
internal sealed record UserRecord(
    string Id, string AppId, string Type, IReadOnlyList<IdentityRecord> Identities, DateTime CreatedAt, bool IsDisabled)
{
    public const string Normal = "normal";
    public const string Server = "server";

    /// <summary>When the user last logged in; null where that was never noted.</summary>
    public DateTime? LastLoginAt { get; init; }

    /// <summary>Whether the user cannot come back once logged out.</summary>
    public bool IsAnonymous => Identities.All(identity => identity.ProviderType == ProviderTypes.Anonymous);

    /// <summary>The profile: the data of all identities together, the later one winning.</summary>
    public BsonDocument Data
    {
        get
        {
            var data = new BsonDocument();
            foreach (IdentityRecord identity in Identities) data.Merge(identity.Data, overwriteExistingElements: true);
            return data;
        }
    }

    /// <summary>The user as functions get it that are told of users.</summary>
    public BsonDocument Describe() => new()
    {
        ["id"] = Id,
        ["type"] = Type,
        ["data"] = Data,
        ["identities"] = new BsonArray(Identities.Select(identity => new BsonDocument
        {
            ["id"] = identity.Id,
            ["provider_type"] = identity.ProviderType,
            ["data"] = identity.Data,
        })),
    };

    /// <summary>Whether the user has an identity, whatever is known of it.</summary>
    public bool Has(IdentityRecord identity) => Identities.Any(identity.IsSameAs);

    /// <summary>The user with an identity as it is now: in its old place, or as the last one.</summary>
    public UserRecord With(IdentityRecord identity) => this with
    {
        Identities = Has(identity)
            ? [.. Identities.Select(known => known.IsSameAs(identity) ? identity : known)]
            : [.. Identities, identity],
    };

    /// <summary>The user without an identity.</summary>
    public UserRecord Without(IdentityRecord identity) =>
        this with { Identities = [.. Identities.Where(known => !known.IsSameAs(identity))] };

    public static UserRecord From(BsonDocument document) => new(
        document["_id"].AsString,
        document["app"].AsString,
        document["type"].AsString,
        [.. document["identities"].AsBsonArray.Select(identity => IdentityRecord.From(identity.AsBsonDocument))],
        document["created"].ToUniversalTime(),
        document["disabled"].AsBoolean)
    {
        LastLoginAt = document.TryGetValue("last_login", out BsonValue last) ? last.ToUniversalTime() : null,
    };

    public BsonDocument ToBson()
    {
        var document = new BsonDocument
        {
            ["_id"] = Id,
            ["app"] = AppId,
            ["type"] = Type,
            ["identities"] = new BsonArray(Identities.Select(identity => identity.ToBson())),
            ["created"] = CreatedAt,
            ["disabled"] = IsDisabled,
        };
        if (LastLoginAt is { } last) document["last_login"] = last;
        return document;
    }
}

/// <summary>One way in which a user logs in. Source: client-api 3.7.</summary>
/// <param name="Id">The provider's id for the user.</param>
/// <param name="ProviderType">The provider.</param>
/// <param name="ProviderId">The id of the provider's configuration.</param>
/// <param name="Data">What the provider knows of the user; part of the profile.</param>
internal sealed record IdentityRecord(string Id, string ProviderType, string ProviderId, BsonDocument Data)
{
    public static IdentityRecord From(BsonDocument document) => new(
        document["id"].AsString, document["provider_type"].AsString, document["provider_id"].AsString, document["data"].AsBsonDocument);

    public BsonDocument ToBson() =>
        new() { ["id"] = Id, ["provider_type"] = ProviderType, ["provider_id"] = ProviderId, ["data"] = Data };

    /// <summary>What tells the identity from all others of all apps.</summary>
    public string Key(string appId) => $"{appId}/{ProviderType}/{Id}";

    /// <summary>Whether it is the same way of logging in, whatever the provider knows of it by now.</summary>
    public bool IsSameAs(IdentityRecord other) => ProviderType == other.ProviderType && Id == other.Id;
}

/// <summary>Some of an app's users.</summary>
/// <param name="Limit">How many at most.</param>
/// <param name="After">The id after which they begin; null for the first.</param>
/// <param name="IsDescending">Whether the order is the other way round.</param>
/// <param name="IsDisabled">Whether only disabled ones, or only others, are meant; null for all.</param>
/// <param name="Providers">The types of which they have an identity; null for any.</param>
internal sealed record UserPage(int Limit, string? After, bool IsDescending, bool? IsDisabled, IReadOnlyList<string>? Providers);

/// <summary>The users of all apps and the identities that lead to them.</summary>
internal sealed class UserStore(IStateStore store)
{
    private static readonly StateSchema s_users = new("users", [], ["app"]);

    // The key of an identity is unique over all users, which is what makes two first logins at once, or two links, end in one user.
    private static readonly StateSchema s_identities = new("identities", [], ["user"]);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_users, s_identities];

    public async ValueTask<UserRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_users, "_id", id, cancellationToken) is { } document ? UserRecord.From(document) : null;

    /// <summary>The users of an app, in order of creation.</summary>
    public async Task<IReadOnlyList<UserRecord>> ListAsync(string appId, CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_users, "app", appId, cancellationToken)).Select(UserRecord.From).OrderBy(user => user.CreatedAt)];

    /// <summary>Some of an app's users, in the order of their ids.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="appId">The app.</param>
    /// <param name="page">Which ones.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static IAsyncEnumerable<UserRecord> PageAsync(
        IDocumentAccess store, string appId, UserPage page, CancellationToken cancellationToken)
    {
        var query = new BsonDocument("app", appId);
        if (page.After is { } after) query["_id"] = new BsonDocument(page.IsDescending ? "$lt" : "$gt", after);
        if (page.IsDisabled is { } disabled) query["disabled"] = disabled;
        if (page.Providers is { } providers) query["identities.provider_type"] = new BsonDocument("$in", new BsonArray(providers));
        var search = new StoreQuery(StoreFilter.Parse(query, cancellationToken))
        {
            Sort = SortOrder.Parse(new BsonDocument("_id", page.IsDescending ? -1 : 1)),
            Limit = page.Limit,
        };
        return store.ReadAsync(session => session.FindAsync(s_users.FullName, search, cancellationToken), cancellationToken)
            .Select(found => UserRecord.From(found.Document));
    }

    /// <summary>All users of all apps.</summary>
    public static IAsyncEnumerable<UserRecord> AllAsync(IDocumentAccess store, CancellationToken cancellationToken) =>
        store.ReadAllAsync(s_users, cancellationToken).Select(UserRecord.From);

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
        .. before.Identities.Where(identity => !after.Has(identity)).Select(
            identity => new StateWrite.Delete(s_identities, identity.Key(before.AppId))),
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
