using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;

namespace AppServices.Server.Users;

/// <summary>The sessions of all users. Source: protocol.md 3.2 to 3.4.</summary>
internal sealed class SessionStore(IDocumentStore store, TimeProvider clock)
{
    private static readonly CollectionSchema s_sessions = new("sessions", [], ["user"]);

    public Task AddAsync(SessionRecord session, CancellationToken cancellationToken) =>
        store.WriteAsync(new DocumentWrite.Insert(s_sessions, session.ToBson()), cancellationToken);

    /// <summary>A session that has neither ended nor expired; null for any other id.</summary>
    public async ValueTask<SessionRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_sessions, "_id", id, cancellationToken) is { } document
            && SessionRecord.From(document) is var session
            && session.ExpiresAt > clock.GetUtcNow()
            ? session
            : null;

    public Task EndAsync(SessionRecord session, CancellationToken cancellationToken) =>
        store.WriteAsync(new DocumentWrite.Delete(s_sessions, session.Id), cancellationToken);

    /// <summary>The writes that end all sessions of a user.</summary>
    public async Task<IEnumerable<DocumentWrite>> EndingAllAsync(string userId, CancellationToken cancellationToken) =>
        (await store.FindAsync(s_sessions, "user", userId, cancellationToken))
            .Select(session => new DocumentWrite.Delete(s_sessions, session["_id"]));
}
