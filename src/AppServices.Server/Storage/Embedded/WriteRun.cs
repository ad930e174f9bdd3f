using System;
using System.Collections.Generic;
using AppServices.Server.Documents;
using AppServices.Server.Documents.Queries;
using AppServices.Server.Documents.Sorting;
using AppServices.Server.Documents.Updates;
using AppServices.Server.Storage.Commands;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Embedded;

/// <summary>Several writes to one collection in a write transaction.</summary>
internal sealed class WriteRun(CollectionName name, IReadOnlyList<WriteCommand> commands, bool isOrdered, IWriteGuard? guard)
{
    private readonly WriteResult _result = new();
    private readonly List<(int Place, Exception Error)> _errors = [];
    private readonly DateTime _now = guard?.Now ?? DateTime.UtcNow;

    /// <summary>Does what can be done. Errors are returned, not thrown, since what was done before them stays.</summary>
    /// <exception cref="UndecidedWriteException">The guard has to find out more; nothing stays.</exception>
    public (WriteResult Result, IReadOnlyList<(int Place, Exception Error)> Errors) Run(WriteTransaction transaction)
    {
        for (int place = 0; place < commands.Count; place++)
        {
            try
            {
                transaction.Whole(() => Do(transaction, commands[place], place));
            }
            catch (Exception error) when (error is DocumentException or DuplicateKeyException or AccessRefusedException)
            {
                _errors.Add((place, error));
                if (isOrdered) break;
            }
        }
        return guard?.IsUndecided == true ? throw new UndecidedWriteException() : (_result, _errors);
    }

    private bool Do(WriteTransaction transaction, WriteCommand command, int place)
    {
        switch (command)
        {
            case WriteCommand.Insert insert:
                _result.InsertedIds.Add(Insert(transaction, insert.Document));
                break;
            case WriteCommand.Update update:
                Change(
                    transaction, update.Change, UpdateParser.Parse(update.Change, update.ArrayFilters),
                    new Target(update.Filter, update.Sort, update.Hint, update.IsMany), update.IsUpsert, place);
                break;
            case WriteCommand.Replace replace:
                Change(
                    transaction, replace.Replacement, UpdateParser.ParseReplacement(replace.Replacement),
                    new Target(replace.Filter, replace.Sort, replace.Hint, IsMany: false), replace.IsUpsert, place);
                break;
            case WriteCommand.Delete delete:
                Delete(transaction, delete);
                break;
        }
        return true;
    }

    private BsonValue Insert(WriteTransaction transaction, BsonDocument document)
    {
        BsonDocument complete = DocumentId.Complete(document);
        guard?.Check(null, complete);
        transaction.Insert(transaction.Ensure(name), complete);
        return complete["_id"];
    }

    private void Change(WriteTransaction transaction, BsonValue change, Update update, Target target, bool isUpsert, int place)
    {
        Predicate filter = QueryParser.Parse(target.Filter);
        long matched = 0;
        foreach (StoredDocument stored in Targets(transaction, target, filter))
        {
            matched++;
            guard?.Admit(stored.Document, change);
            BsonDocument changed = update.Apply(stored.Document, filter, _now);
            if (ReferenceEquals(changed, stored.Document)) continue;
            guard?.Check(stored.Document, changed);
            transaction.Replace(transaction.Ensure(name), stored, changed, update is ReplacementUpdate ? ChangeKind.Replace : ChangeKind.Update);
            _result.Modified++;
        }
        _result.Matched += matched;
        if (matched == 0 && isUpsert)
            _result.UpsertedIds[place] = Insert(transaction, update.CreateUpsert(target.Filter, () => guard?.NewId() ?? ObjectId.GenerateNewId(), _now));
    }

    private void Delete(WriteTransaction transaction, WriteCommand.Delete delete)
    {
        foreach (StoredDocument stored in Targets(transaction, new Target(delete.Filter, null, delete.Hint, delete.IsMany), QueryParser.Parse(delete.Filter)))
        {
            guard?.Check(stored.Document, null);
            transaction.Delete(transaction.Ensure(name), stored);
            _result.Deleted++;
        }
    }

    private IEnumerable<StoredDocument> Targets(WriteTransaction transaction, Target target, Predicate filter)
    {
        Predicate visible = VisibleSearch.Of(target.Filter, filter, guard);
        var query = new QueryRun(visible, SortOrder.Parse(target.Sort ?? []), Limit: target.IsMany ? 0 : 1) { Hint = target.Hint };
        return transaction.Catalog.Find(name) is { } collection ? transaction.Read(collection, query) : [];
    }

    /// <summary>Which documents a write is of.</summary>
    private sealed record Target(BsonDocument Filter, BsonDocument? Sort, BsonValue? Hint, bool IsMany);
}
