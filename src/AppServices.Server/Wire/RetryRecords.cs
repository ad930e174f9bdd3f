using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>
/// What the latest numbered write of each session has done. It is written with the write itself: who sends the write again, after a crash
/// as well, is told what it did, and it is not done again.
/// </summary>
internal sealed class RetryRecords(IDataStore store, TimeProvider clock)
{
    private static readonly StateSchema s_records = new("database_sessions", [], []);
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(30);

    /// <summary>What the latest numbered write of a session has done; null where none is known.</summary>
    public static async ValueTask<RetryRecord?> FindAsync(IReadSession session, SessionKey key, CancellationToken cancellationToken) =>
        (await FindStoredAsync(session, key, cancellationToken)).Document is { } document
            ? new RetryRecord(document["number"].AsInt64, document["reply"].AsBsonDocument)
            : null;

    /// <summary>Remembers what a write has done, as part of it.</summary>
    public async ValueTask PutAsync(IWriteSession session, SessionKey key, RetryRecord record, CancellationToken cancellationToken)
    {
        var document = new BsonDocument
        {
            ["_id"] = key.ToString(), ["at"] = clock.GetUtcNow().UtcDateTime, ["number"] = record.Number, ["reply"] = record.Reply,
        };
        StoredDocument known = await FindStoredAsync(session, key, cancellationToken);
        if (known.Document is null) await session.InsertAsync(s_records.FullName, document);
        else await session.ReplaceAsync(s_records.FullName, known, document, ChangeKind.Replace);
    }

    /// <summary>Forgets the sessions that have ended.</summary>
    public Task SweepAsync(CancellationToken cancellationToken)
    {
        DateTime due = clock.GetUtcNow().UtcDateTime - s_kept;
        return store.SweepAsync(s_records, document => new ValueTask<bool>(document["at"].ToUniversalTime() < due), cancellationToken);
    }

    private static ValueTask<StoredDocument> FindStoredAsync(IReadSession session, SessionKey key, CancellationToken cancellationToken) =>
        session.FindAsync(s_records.FullName, new StoreQuery(StoreFilter.OfId(key.ToString())), cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);
}

/// <summary>What a numbered write has done.</summary>
/// <param name="Number">The number.</param>
/// <param name="Reply">The reply to it; an empty one for a transaction that was committed.</param>
internal sealed record RetryRecord(long Number, BsonDocument Reply);
