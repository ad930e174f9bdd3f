using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>A login that has not ended: the reason why a refresh token is good.</summary>
internal sealed record SessionRecord(
    string Id, string AppId, string DomainId, string UserId, string? DeviceId, IdentityRecord Identity, DateTimeOffset ExpiresAt)
{
    public static SessionRecord From(BsonDocument document) => new(
        document["_id"].AsString,
        document["app"].AsString,
        document["domain"].AsString,
        document["user"].AsString,
        document["device"] is BsonString device ? device.Value : null,
        IdentityRecord.From(document["identity"].AsBsonDocument),
        document["expires"].ToUniversalTime());

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["app"] = AppId,
        ["domain"] = DomainId,
        ["user"] = UserId,
        ["device"] = DeviceId is null ? BsonNull.Value : DeviceId,
        ["identity"] = Identity.ToBson(),
        ["identity_key"] = Identity.Key(AppId),
        ["expires"] = ExpiresAt.UtcDateTime,
    };
}

/// <summary>The sessions of all users. Source: client-api 3.2 to 3.4.</summary>
internal sealed class SessionStore(IStateStore store, TimeProvider clock)
{
    private static readonly StateSchema s_sessions = new("sessions", [], ["user", "identity_key"]);

    /// <summary>A session that has neither ended nor expired; null for any other id.</summary>
    public async ValueTask<SessionRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_sessions, "_id", id, cancellationToken) is { } document
            && SessionRecord.From(document) is var session
            && session.ExpiresAt > clock.GetUtcNow()
            ? session
            : null;

    /// <summary>
    /// The writes that end the oldest sessions of a user, and those that have expired, so that no more than some are left.
    /// </summary>
    public async Task<IEnumerable<StateWrite>> EndingOldestAsync(string userId, int left, CancellationToken cancellationToken) =>
        (await store.FindAsync(s_sessions, "user", userId, cancellationToken)).Select(SessionRecord.From)
            .OrderByDescending(session => session.ExpiresAt)
            .Where((session, index) => index >= left || session.ExpiresAt <= clock.GetUtcNow())
            .Select(session => new StateWrite.Delete(s_sessions, session.Id));

    public Task EndAsync(SessionRecord session, CancellationToken cancellationToken) =>
        store.WriteAsync(new StateWrite.Delete(s_sessions, session.Id), cancellationToken);

    /// <summary>The write that begins a session.</summary>
    public static StateWrite Adding(SessionRecord session) => new StateWrite.Insert(s_sessions, session.ToBson());

    /// <summary>The write that ends all sessions of a user.</summary>
    public static StateWrite EndingAll(string userId) => new StateWrite.DeleteAll(s_sessions, "user", userId);

    /// <summary>The write that ends all sessions which an identity began, but for one whose id may be given.</summary>
    public static StateWrite EndingAll(string appId, IdentityRecord identity, string? exceptId = null) =>
        new StateWrite.DeleteAll(s_sessions, "identity_key", identity.Key(appId), exceptId);

    /// <summary>Calls back after each change of a session by this process, until the result is disposed.</summary>
    public IDisposable Listen(string id, Action changed) => store.Listen(s_sessions, id, changed);
}
