using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>Several writes to one collection. It can be run again when it was undone.</summary>
internal sealed class WriteRun
{
    private readonly CollectionName _collection;
    private readonly ParsedWrite[] _writes;
    private readonly bool _isOrdered;
    private readonly DocumentChange _change;
    private readonly RuleGuard? _guard;
    private readonly CancellationToken _cancellation;

    /// <summary>Parses the writes, so that nobody else has to wait for that.</summary>
    public WriteRun(
        CollectionName collection, IReadOnlyList<WriteCommand> commands, bool isOrdered, RuleGuard? guard, bool passes,
        CancellationToken cancellation)
    {
        (_collection, _isOrdered, _guard, _cancellation) = (collection, isOrdered, guard, cancellation);
        _change = new DocumentChange(collection, guard);
        _writes = new ParsedWrite[commands.Count];
        for (int i = 0; i < _writes.Length; i++)
        {
            _writes[i] = ParsedWrite.TryParse(collection, commands[i], guard, passes, cancellation);
            if (_writes[i].Error is not null && isOrdered) break;       // those after it are never reached
        }
    }

    /// <summary>Does what can be done. Errors are returned, not thrown, since what was done before them stays.</summary>
    /// <exception cref="UndecidedWriteException">The rules have to find out more; nothing stays.</exception>
    /// <exception cref="OperationCanceledException">The operation was ended; nothing stays.</exception>
    public async ValueTask<(WriteResult Result, IReadOnlyList<(int Place, Exception Error)> Errors)> RunAsync(IWriteSession session)
    {
        await session.RequireNoViewAsync(_collection);
        var result = new WriteResult();
        var errors = new List<(int Place, Exception Error)>();
        for (int place = 0; place < _writes.Length; place++)
        {
            _cancellation.ThrowIfCancellationRequested();
            try
            {
                ParsedWrite write = _writes[place];
                if (write.Document is not null && session.IsInsertAtomic(_collection)) await DoAsync(session, write, place, result);
                else await session.InSavepointAsync(() => DoAsync(session, write, place, result));
            }
            catch (Exception error) when (error is DocumentException or DuplicateKeyException or AccessRefusedException)
            {
                errors.Add((place, error));
                if (_isOrdered) break;
            }
        }
        _guard?.RequireDecided();
        return (result, errors);
    }

    private async ValueTask<bool> DoAsync(IWriteSession session, ParsedWrite write, int place, WriteResult result)
    {
        if (write.Error is { } error) throw error;
        if (write.Document is { } document)
        {
            await _change.InsertAsync(session, document);
            result.InsertedIds[place] = document[DocumentId.Field];
            return true;
        }
        if (_guard is null && write.Passed is { } passed && await session.PassAsync(_collection, passed) is { } done)
        {
            result.Add(passed, done, place);
            return true;
        }
        bool isFound = false;
        await foreach (StoredDocument stored in write.Targets!.FindAsync(session, _cancellation))
        {
            _cancellation.ThrowIfCancellationRequested();
            isFound = true;
            BsonDocument? changed = await _change.ApplyAsync(session, stored, write);
            if (changed is null)
            {
                result.Deleted++;
                continue;
            }
            result.Matched++;
            if (!ReferenceEquals(changed, stored.Document)) result.Modified++;
        }
        if (!isFound && await _change.UpsertAsync(session, write) is { } upserted) result.UpsertedIds[place] = upserted[DocumentId.Field];
        return true;
    }
}
