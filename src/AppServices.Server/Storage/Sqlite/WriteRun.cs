using System;
using System.Collections.Generic;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Sorting;
using AppServices.Mql.Updates;
using AppServices.Server.Storage.Commands;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Several writes to one collection in a write transaction.</summary>
internal sealed class WriteRun
{
    private readonly CollectionName _name;
    private readonly ParsedWrite[] _writes;
    private readonly bool _isOrdered;
    private readonly IWriteGuard? _guard;
    private readonly CancellationToken _cancellation;
    private readonly WriteResult _result = new();
    private readonly List<(int Place, Exception Error)> _errors = [];
    private readonly DateTime _now;

    /// <summary>Parses the writes, so that nobody else has to wait for that.</summary>
    public WriteRun(CollectionName name, IReadOnlyList<WriteCommand> commands, bool isOrdered, IWriteGuard? guard, CancellationToken cancellation)
    {
        _name = name;
        _isOrdered = isOrdered;
        _guard = guard;
        _cancellation = cancellation;
        _now = guard?.Now ?? DateTime.UtcNow;
        _writes = new ParsedWrite[commands.Count];
        for (int i = 0; i < _writes.Length; i++)
        {
            _writes[i] = ParsedWrite.Of(commands[i], cancellation);
            if (_writes[i].Error is not null && isOrdered) break;       // those after it are never reached
        }
    }

    /// <summary>Does what can be done. Errors are returned, not thrown, since what was done before them stays.</summary>
    /// <exception cref="UndecidedWriteException">The guard has to find out more; nothing stays.</exception>
    /// <exception cref="OperationCanceledException">The operation was ended; nothing stays.</exception>
    public (WriteResult Result, IReadOnlyList<(int Place, Exception Error)> Errors) Run(WriteTransaction transaction)
    {
        for (int place = 0; place < _writes.Length; place++)
        {
            _cancellation.ThrowIfCancellationRequested();
            try
            {
                transaction.InSavepoint(() => Do(transaction, _writes[place], place));
            }
            catch (Exception error) when (error is DocumentException or DuplicateKeyException or AccessRefusedException)
            {
                _errors.Add((place, error));
                if (_isOrdered) break;
            }
        }
        return _guard?.IsUndecided == true ? throw new UndecidedWriteException() : (_result, _errors);
    }

    private bool Do(WriteTransaction transaction, ParsedWrite write, int place)
    {
        if (write.Error is { } error) throw error;
        switch (write.Command)
        {
            case WriteCommand.Insert insert:
                _result.InsertedIds.Add(Insert(transaction, insert.Document));
                break;
            case WriteCommand.Update update:
                Change(transaction, update.Change, write, new Target(update.Filter, update.Sort, update.Hint, update.IsMany), update.IsUpsert, place);
                break;
            case WriteCommand.Replace replace:
                Change(transaction, replace.Replacement, write, new Target(replace.Filter, replace.Sort, replace.Hint, IsMany: false), replace.IsUpsert, place);
                break;
            case WriteCommand.Delete delete:
                Delete(transaction, delete, write);
                break;
        }
        return true;
    }

    private BsonValue Insert(WriteTransaction transaction, BsonDocument document)
    {
        BsonDocument complete = DocumentId.Complete(document);
        _guard?.Check(null, complete);
        transaction.Insert(transaction.Ensure(_name), complete);
        return complete["_id"];
    }

    private void Change(WriteTransaction transaction, BsonValue change, ParsedWrite write, Target target, bool isUpsert, int place)
    {
        (Predicate filter, Update update) = (write.Filter!, write.Update!);
        long matched = 0;
        foreach (StoredDocument stored in Targets(transaction, target, filter))
        {
            _cancellation.ThrowIfCancellationRequested();
            matched++;
            _guard?.Admit(stored.Document, change);
            BsonDocument changed = update.Apply(stored.Document, filter, _now);
            if (ReferenceEquals(changed, stored.Document)) continue;
            _guard?.Check(stored.Document, changed);
            transaction.Replace(transaction.Ensure(_name), stored, changed, update is ReplacementUpdate ? ChangeKind.Replace : ChangeKind.Update);
            _result.Modified++;
        }
        _result.Matched += matched;
        if (matched == 0 && isUpsert)
            _result.UpsertedIds[place] = Insert(transaction, update.CreateUpsert(filter, () => _guard?.NewId() ?? ObjectId.GenerateNewId(), _now));
    }

    private void Delete(WriteTransaction transaction, WriteCommand.Delete delete, ParsedWrite write)
    {
        foreach (StoredDocument stored in Targets(transaction, new Target(delete.Filter, null, delete.Hint, delete.IsMany), write.Filter!))
        {
            _cancellation.ThrowIfCancellationRequested();
            _guard?.Check(stored.Document, null);
            transaction.Delete(transaction.Ensure(_name), stored);
            _result.Deleted++;
        }
    }

    private IEnumerable<StoredDocument> Targets(WriteTransaction transaction, Target target, Predicate filter)
    {
        Predicate visible = VisibleSearch.Of(target.Filter, filter, _guard, _cancellation);
        var query = new QueryRun(visible, SortOrder.Parse(target.Sort ?? []), Limit: target.IsMany ? 0 : 1) { Hint = target.Hint };
        return transaction.Catalog.Find(_name) is { } collection ? transaction.Read(collection, query, _cancellation) : [];
    }

    /// <summary>Which documents a write is of.</summary>
    private sealed record Target(BsonDocument Filter, BsonDocument? Sort, BsonValue? Hint, bool IsMany);
}
