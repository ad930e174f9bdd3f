using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Queries;
using AppServices.Server.Storage.Sqlite.Planning;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>What a write does in the one write transaction that is open.</summary>
internal sealed class WriteTransaction(SqliteSession session, Catalog? known) : ReadTransaction(session, known), IWriteSession
{
    private Catalog? _catalog = known;
    private bool _isRead;
    private int _depth;

    /// <summary>The catalog, with what the transaction has changed of it. Nobody else can change it meanwhile.</summary>
    public override Catalog Catalog
    {
        get
        {
            if (_catalog is not null && _isRead && !Writer.HasChanges) return _catalog;
            _isRead = true;
            return _catalog = Catalog.Refresh(_catalog, Session, Writer.TakeChanges());
        }
    }

    /// <summary>Makes and drops collections and indexes.</summary>
    public CatalogWriter Writer { get; } = new(session);

    public bool BypassesValidation { get; set; }

    /// <summary>What did not match what its collection asks for, and was written all the same.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>The collections of which changes were kept.</summary>
    public HashSet<int> Changed { get; } = [];

    public async ValueTask<T> InSavepointAsync<T>(Func<ValueTask<T>> work)
    {
        string point = $"p{_depth++}";
        Session.Execute($"SAVEPOINT {point}");
        // What is known at this point is true again if the work fails, unless something has been changed that nobody has looked at.
        (Catalog? catalog, bool isRead) = Writer.HasChanges ? (null, false) : (_catalog, _isRead);
        bool done = false;
        try
        {
            T result = await work();
            done = true;
            return result;
        }
        finally
        {
            if (!done)
            {
                Session.Execute($"ROLLBACK TO {point}");
                (_catalog, _isRead) = (catalog, isRead);
                Writer.TakeChanges();
            }
            Session.Execute($"RELEASE {point}");
            _depth--;
        }
    }

    /// <summary>A collection, made when there is none.</summary>
    /// <exception cref="Mql.DocumentException">It is a view.</exception>
    public CollectionInfo Ensure(CollectionName name)
    {
        if (Catalog.FindKnown(name) is { } collection)
        {
            if (collection is { IsView: true, IsDropped: false }) throw StoreRefusals.IsView(name);
            if (!collection.IsDropped) return collection;
            Writer.Restore(collection);
        }
        else
        {
            Writer.Create(name);
        }
        return Catalog.Find(name)!;
    }

    /// <summary>Drops a collection with its documents and indexes.</summary>
    public void Drop(CollectionInfo collection)
    {
        if (collection.IsView)
        {
            Writer.Remove(collection);
            return;
        }
        if (collection.KeepsChanges) Append(collection, ChangeKind.Drop, null, null);
        Writer.Drop(collection);
    }

    /// <summary>Gives a collection another name; false when there is none.</summary>
    /// <exception cref="Mql.DocumentException">There is a collection of the new name, which is not to be dropped.</exception>
    public bool Rename(CollectionName name, CollectionName renamed, bool replaces)
    {
        if (Catalog.Find(name) is not { } collection) return false;
        if (collection.IsView) throw StoreRefusals.IsView(name);
        if (Catalog.Find(renamed) is { } other)
        {
            if (!replaces) throw new Mql.DocumentException(48, "NamespaceExists", "target namespace exists");
            Writer.Remove(other);
        }
        if (Catalog.FindKnown(renamed) is { } dropped) Writer.Remove(dropped);
        bool isTold = collection.KeepsChanges;
        Writer.Rename(collection, renamed);
        if (!isTold) return true;
        // Changes that were before are of the new name now; what tells of it is of one that is out of sight under the old name.
        CollectionInfo left = Ensure(name);
        Append(left, ChangeKind.Rename, null, new BsonDocument { ["db"] = renamed.Database, ["coll"] = renamed.Collection });
        Changed.Add(collection.Id);
        Writer.Drop(left);
        return true;
    }

    /// <summary>Makes an index with the entries of all documents, unless there is one with the same fields and properties.</summary>
    /// <returns>The index's name.</returns>
    public string EnsureIndex(CollectionInfo collection, IndexDefinition definition)
    {
        string name = definition.NameOrMade;
        if (collection.Indexes.Any(known => known.Name == name && known.Definition.IsEquivalentTo(definition))) return name;
        Writer.Create(collection, definition);
        IndexInfo index = Catalog.Find(collection.Name)!.Indexes.First(made => made.Name == name);
        Rows(collection, rows =>
        {
            var all = DocumentGlance.ForAll(AndPredicate.Everything, CancellationToken.None);
            foreach (StoredDocument stored in DocumentReader.Read(Session, collection, QueryPlan.Scan(isSorted: true), all))
                rows.AddEntries(index, IndexKeys.Of(stored.Document, index), stored.Number, stored.Document);
        });
        return name;
    }

    /// <summary>Keeps changes for some time from now on.</summary>
    /// <param name="scope">A collection, all of a database, or all of a data source.</param>
    /// <param name="after">The change to go on after; null for now.</param>
    /// <param name="kept">For how long.</param>
    /// <returns>The number of what to wait for, and that of the change after which a stream goes on.</returns>
    /// <exception cref="Mql.DocumentException">Not all changes after that one were kept.</exception>
    public (int Collection, long Position) Watch(CollectionName scope, long? after, TimeSpan kept)
    {
        long latest = ChangeLog.Latest(Session);
        CollectionWatch? known = Catalog.WatchOf(scope) is { IsOn: true } on ? on : null;
        if (after is { } position)
        {
            ChangeLog.RequireReach(Session, position);
            // Nobody kept changes for a while, or the log is not that of the position, as after a backup was restored.
            if (position > latest || !Catalog.HasKept(scope, position)) throw ChangeLog.Lost();
        }
        Writer.SetWatch(new CollectionWatch(scope, known?.From ?? latest, DateTimeOffset.UtcNow + kept));
        return (Catalog.Find(scope)?.Id ?? ChangeHub.Any, after ?? latest);
    }

    /// <summary>Keeps changes for a reader.</summary>
    /// <returns>The number of the change after which it goes on.</returns>
    public long Keep(ChangeReader reader, long? handled)
    {
        if (reader.Scope.Collection.Length > 0) Ensure(reader.Scope);
        ChangeReader? known = ChangeLog.Readers(Session).FirstOrDefault(each => each.Name == reader.Name);
        long position = known?.Scope == reader.Scope ? handled ?? ChangeLog.PositionOf(Session, reader) : ChangeLog.Latest(Session);
        if (known != reader) Writer.SetReader(reader, position);
        else if (handled is not null) ChangeLog.SetPosition(Session, reader, position);
        return position;
    }

    /// <summary>Tells those who read a collection of a document that is not kept.</summary>
    public void Tell(CollectionName name, BsonDocument document)
    {
        if (Catalog.Find(name) is { KeepsChanges: true } collection) Append(collection, ChangeKind.Insert, null, document);
    }

    public ValueTask RequireNoViewAsync(CollectionName collection) =>
        Catalog.Find(collection) is { IsView: true } ? throw StoreRefusals.IsView(collection) : ValueTask.CompletedTask;

    public ValueTask InsertAsync(CollectionName collection, BsonDocument document) =>
        ChangeAsync(Ensure(collection), rows => rows.Insert(document), ChangeKind.Insert, null, document);

    // A statement that fails undoes itself: here it is the only one.
    public bool IsInsertAtomic(CollectionName collection) => Catalog.Find(collection) is { Indexes.Count: 0, KeepsChanges: false };

    public ValueTask ReplaceAsync(CollectionName collection, StoredDocument before, BsonDocument after, ChangeKind kind) =>
        ChangeAsync(Ensure(collection), rows => rows.Replace(before, after), kind, before.Document, after);

    public ValueTask DeleteAsync(CollectionName collection, StoredDocument before) =>
        ChangeAsync(Ensure(collection), rows => rows.Delete(before), ChangeKind.Delete, before.Document, null);

    public ValueTask<PassedResult?> PassAsync(CollectionName collection, PassedWrite write) => new((PassedResult?)null);

    public ValueTask CreateCollectionAsync(CollectionName collection)
    {
        Ensure(collection);
        return ValueTask.CompletedTask;
    }

    public ValueTask SetOptionsAsync(CollectionName collection, CollectionOptions options)
    {
        CollectionInfo? found = Catalog.Find(collection);
        if (found is not null && found.IsView != (options.ViewOn is not null)) throw StoreRefusals.Exists(collection);
        Writer.SetOptions(found ?? Ensure(collection), options);
        return ValueTask.CompletedTask;
    }

    public ValueTask SetExpiryAsync(CollectionName collection, string index, int seconds)
    {
        CollectionInfo owner = Ensure(collection);
        IndexInfo found = owner.Indexes.FirstOrDefault(each => each.Name == index)
            ?? throw new Mql.DocumentException(27, "IndexNotFound", $"cannot find index {index} for ns {collection}");
        Writer.SetExpiry(owner, found, seconds);
        return ValueTask.CompletedTask;
    }

    public ValueTask<string> EnsureIndexAsync(CollectionName collection, IndexDefinition definition) =>
        new(EnsureIndex(Ensure(collection), definition));

    private void Rows(CollectionInfo collection, Action<DocumentRows> change)
    {
        var rows = new DocumentRows(Session, collection);
        change(rows);
        foreach (IndexInfo index in rows.NewlyMultikey) Writer.SetMultikey(collection, index);
    }

    private ValueTask ChangeAsync(
        CollectionInfo collection, Action<DocumentRows> change, ChangeKind kind, BsonDocument? before, BsonDocument? after)
    {
        if (after is not null && !BypassesValidation && collection.Validator?.Check(before, after) is { } refusal)
        {
            if (!collection.Validator.OnlyWarns) throw refusal;
            Warnings.Add($"a document of {collection.Name} does not match its validator: _id {Mql.Values.Types.Show(after["_id"])}");
        }
        Rows(collection, change);
        if (collection.KeepsChanges) Append(collection, kind, before, after);
        return ValueTask.CompletedTask;
    }

    private void Append(CollectionInfo collection, ChangeKind kind, BsonDocument? before, BsonDocument? after)
    {
        ChangeLog.Append(Session, collection, kind, before, after);
        Changed.Add(collection.Id);
    }
}
