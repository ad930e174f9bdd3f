using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Settings;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>
/// The cursors that are open. Each keeps a view of the database as it was when it was opened, so there are only so many, and those that
/// nobody uses end.
/// </summary>
internal sealed class Cursors(MongodbSettings settings, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>How many documents the first batch has when nobody says.</summary>
    public const int FirstBatch = 101;

    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<long, Cursor> _open = new();

    /// <summary>How many are open.</summary>
    public int Count => _open.Count;

    /// <summary>The reply with the first batch; the cursor is kept unless that is all.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <param name="size">How many documents; null for the usual number.</param>
    /// <param name="isSingle">Whether nobody will ask for more.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DocumentException">Too many are open, or reading fails.</exception>
    public async ValueTask<BsonDocument> OpenAsync(Cursor cursor, long? size, bool isSingle, CancellationToken cancellationToken)
    {
        bool isKept = false;
        try
        {
            BsonArray batch = size == 0 && !isSingle ? [] : await cursor.NextAsync(size ?? FirstBatch, TimeSpan.Zero, cancellationToken);
            isKept = !isSingle && !cursor.IsAtEnd;
            if (isKept) isKept = Keep(cursor);
            return Reply(cursor, "firstBatch", batch, isKept);
        }
        finally
        {
            if (!isKept) await cursor.DisposeAsync();
        }
    }

    /// <summary>The same for a list that is there as a whole: all of it, unless the command's <c>cursor</c> says how many.</summary>
    /// <exception cref="DocumentException">The options are wrong, or too many cursors are open.</exception>
    public ValueTask<BsonDocument> OpenListAsync(
        IReadOnlyCollection<BsonDocument> all, WireCall call, string ns, CancellationToken cancellationToken)
    {
        long? size = call.Arguments.Document("cursor") is { } options
            ? new CommandArguments($"{call.Command.Name}.cursor", options).Count("batchSize")
            : null;
        return OpenAsync(new ResultCursor(all.ToAsyncEnumerable(), call, ns), size ?? all.Count + 1, isSingle: false, cancellationToken);
    }

    /// <summary>The reply with the next batch.</summary>
    /// <exception cref="DocumentException">There is no such cursor, it is in use, or reading fails.</exception>
    public async ValueTask<BsonDocument> ContinueAsync(
        long id, string ns, WireCall call, long? size, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(id, out Cursor? cursor) || cursor.User != call.Client.User!.Name)
            throw new DocumentException(43, "CursorNotFound", $"cursor id {id} not found");
        if (cursor.Namespace != ns)
        {
            throw new DocumentException(
                13, "Unauthorized",
                    $"Requested getMore on namespace '{ns}', but cursor belongs to a different namespace {cursor.Namespace}");
        }
        if (cursor.Session != call.Session)
        {
            throw DocumentException.Numbered(
                50738, $"Cannot run getMore on cursor {id}, which was created in another session or in none.");
        }
        if (cursor.Transaction != call.Transaction)
        {
            throw DocumentException.Numbered(
                50740, $"Cannot run getMore on cursor {id}, which was created in another transaction or in none.");
        }
        if (!cursor.TryEnter()) throw new DocumentException(12051, "CursorInUse", $"cursor id {id} is already in use");
        bool isOver = true;
        try
        {
            BsonArray batch = await cursor.NextAsync(size is 0 ? null : size, patience, cancellationToken);
            isOver = cursor.IsAtEnd || !_open.ContainsKey(id);
            cursor.UsedAt = clock.GetUtcNow();
            return Reply(cursor, "nextBatch", batch, !isOver);
        }
        finally
        {
            if (isOver) await EndAsync(cursor);
            else cursor.Leave();
        }
    }

    /// <summary>Ends a cursor of a user; false when there is none.</summary>
    public async Task<bool> KillAsync(long id, string user)
    {
        if (!_open.TryGetValue(id, out Cursor? cursor) || cursor.User != user) return false;
        await KillAsync(cursor);
        return true;
    }

    /// <summary>Ends the cursors of a transaction, or of a session with all its transactions.</summary>
    public async Task KillAsync(SessionKey session, long? transaction)
    {
        foreach (Cursor cursor in _open.Values.Where(each => each.Session == session
            && (transaction is null || each.Transaction == transaction)))
            await KillAsync(cursor);
    }

    /// <summary>Ends those that nobody uses.</summary>
    public async Task TidyAsync()
    {
        DateTimeOffset due = clock.GetUtcNow() - s_idle;
        foreach (Cursor cursor in _open.Values.Where(each => each.UsedAt < due)) await KillAsync(cursor);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Cursor cursor in _open.Values) await KillAsync(cursor);
    }

    private bool Keep(Cursor cursor)
    {
        if (_open.Count >= settings.Cursors)
        {
            throw new DocumentException(
                8, "UnknownError",
                $"Too many cursors are open ({settings.Cursors}). Read those to their ends or close them, or raise mongodb.cursors in the "
                    + "settings.");
        }
        cursor.UsedAt = clock.GetUtcNow();
        do cursor.Id = RandomNumberGenerator.GetInt32(int.MaxValue) + ((long)RandomNumberGenerator.GetInt32(1, int.MaxValue) << 31);
        while (!_open.TryAdd(cursor.Id, cursor));
        return true;
    }

    // Whoever reads with it ends it then.
    private async Task KillAsync(Cursor cursor)
    {
        if (_open.TryRemove(KeyValuePair.Create(cursor.Id, cursor)) && cursor.TryEnter()) await cursor.DisposeAsync();
    }

    private async Task EndAsync(Cursor cursor)
    {
        _open.TryRemove(KeyValuePair.Create(cursor.Id, cursor));
        await cursor.DisposeAsync();
    }

    private static BsonDocument Reply(Cursor cursor, string name, BsonArray batch, bool isKept)
    {
        var body = new BsonDocument { [name] = batch, ["id"] = isKept ? cursor.Id : 0L, ["ns"] = cursor.Namespace };
        if (cursor.ResumeToken is { } token) body["postBatchResumeToken"] = new BsonDocument("_data", token);
        return new BsonDocument("cursor", body);
    }
}
