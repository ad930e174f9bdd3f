using System;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Projections;
using AppServices.Mql.Queries;
using AppServices.Mql.Sorting;
using AppServices.Mql.Updates;
using AppServices.Server.Storage.Commands;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>A change of the first document that matches, in a write transaction.</summary>
internal sealed class FindAndModifyRun
{
    private readonly CollectionName _name;
    private readonly FindAndModifyCommand _command;
    private readonly IWriteGuard? _guard;
    private readonly Predicate _filter;
    private readonly QueryRun _query;
    private readonly Projection _projection;
    private readonly Update? _update;
    private readonly DateTime _now;
    private readonly CancellationToken _cancellation;

    /// <exception cref="DocumentException">The command is not valid.</exception>
    public FindAndModifyRun(CollectionName name, FindAndModifyCommand command, IWriteGuard? guard, CancellationToken cancellation)
    {
        _name = name;
        _command = command;
        _guard = guard;
        _cancellation = cancellation;
        _now = guard?.Now ?? DateTime.UtcNow;
        _filter = QueryParser.Parse(command.Filter, cancellation);
        _projection = Projection.Parse(command.Projection ?? [], _filter, cancellation);
        _query = new QueryRun(VisibleSearch.Of(command.Filter, _filter, guard, cancellation), SortOrder.Parse(command.Sort ?? []), Limit: 1) { Hint = command.Hint };
        _update = command.Change is { } change ? Parse(change) : null;
    }

    /// <summary>The document before or after, as the command asks; null when there is none.</summary>
    /// <exception cref="UndecidedWriteException">The guard has to find out more; nothing is done.</exception>
    public BsonDocument? Run(WriteTransaction transaction)
    {
        BsonDocument? document = ChangeFirst(transaction);
        if (_guard?.IsUndecided == true) throw new UndecidedWriteException();
        return document is null ? null : _projection.Apply(document);
    }

    private BsonDocument? ChangeFirst(WriteTransaction transaction)
    {
        if (transaction.Catalog.Find(_name) is { } collection)
            foreach (StoredDocument stored in transaction.Read(collection, _query, _cancellation)) return Change(transaction, collection, stored);
        return _update is not null && _command.IsUpsert ? Insert(transaction, _update) : null;
    }

    private BsonDocument Change(WriteTransaction transaction, CollectionInfo collection, StoredDocument stored)
    {
        if (_command.Change is { } change) _guard?.Admit(stored.Document, change);
        BsonDocument? changed = _update?.Apply(stored.Document, _filter, _now);
        if (ReferenceEquals(changed, stored.Document)) return stored.Document;
        _guard?.Check(stored.Document, changed);
        if (changed is null) transaction.Delete(collection, stored);
        else transaction.Replace(collection, stored, changed, _update is ReplacementUpdate ? ChangeKind.Replace : ChangeKind.Update);
        return _command.ReturnsNew && changed is not null ? changed : stored.Document;
    }

    private BsonDocument? Insert(WriteTransaction transaction, Update update)
    {
        BsonDocument inserted = DocumentId.Complete(update.CreateUpsert(_filter, () => _guard?.NewId() ?? ObjectId.GenerateNewId(), _now));
        _guard?.Check(null, inserted);
        transaction.Insert(transaction.Ensure(_name), inserted);
        return _command.ReturnsNew ? inserted : null;
    }

    private Update Parse(BsonValue change) => _command.IsReplacement
        ? UpdateParser.ParseReplacement(change as BsonDocument ?? throw DocumentException.FailedToParse("A replacement must be a document"))
        : UpdateParser.Parse(change, _command.ArrayFilters, _cancellation);
}
