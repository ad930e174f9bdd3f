using System;
using System.Collections.Generic;
using System.Globalization;
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

    /// <summary>Whether an anonymous user has it, who cannot log in again.</summary>
    public bool IsAnonymous => Identity.ProviderType == ProviderTypes.Anonymous;

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

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_sessions];

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

    /// <summary>Whether a user has a session that has not ended, on a device if one is given.</summary>
    public async ValueTask<bool> AnyAsync(string userId, string? deviceId, CancellationToken cancellationToken) =>
        (await store.FindAsync(s_sessions, "user", userId, cancellationToken)).Select(SessionRecord.From)
            .Any(session => session.ExpiresAt > clock.GetUtcNow() && (deviceId is null || session.DeviceId == deviceId));

    /// <summary>Notes that a session is used, which puts off its end; not every time, but so that little of the time is missing.</summary>
    /// <param name="session">The session.</param>
    /// <param name="idle">How long it lasts from now on.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task UseAsync(SessionRecord session, TimeSpan idle, CancellationToken cancellationToken)
    {
        DateTimeOffset end = clock.GetUtcNow() + idle;
        return (session.ExpiresAt - end).Duration() < idle / 90
            ? Task.CompletedTask
            : store.WriteAsync(new StateWrite.Replace(s_sessions, (session with { ExpiresAt = end }).ToBson()), cancellationToken);
    }

    /// <summary>Whether there is a session that began before a moment, which its id tells.</summary>
    public static async Task<bool> AnyBeforeAsync(IDocumentAccess documents, DateTime moment, CancellationToken cancellationToken)
    {
        string first = new DateTimeOffset(moment).ToUnixTimeSeconds().ToString("x8", CultureInfo.InvariantCulture);
        var before = new BsonDocument("_id", new BsonDocument("$lt", first));
        var query = new StoreQuery(StoreFilter.Parse(before, cancellationToken)) { Limit = 1 };
        return await documents.ReadAsync(
            session => session.FindAsync(s_sessions.FullName, query, cancellationToken), cancellationToken).AnyAsync(cancellationToken);
    }

    /// <summary>Ends all sessions of all users.</summary>
    /// <returns>How many.</returns>
    public static Task<int> EndAllAsync(IDocumentAccess documents, CancellationToken cancellationToken) =>
        documents.SweepAsync(s_sessions, static _ => new(true), cancellationToken);

    /// <summary>Deletes those that have expired.</summary>
    /// <returns>How many.</returns>
    public Task<int> SweepAsync(IDocumentAccess documents, CancellationToken cancellationToken) => documents.SweepAsync(
        s_sessions, found => new(SessionRecord.From(found).ExpiresAt <= clock.GetUtcNow()), cancellationToken);

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
