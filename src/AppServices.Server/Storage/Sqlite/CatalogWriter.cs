using System;
using System.Linq;
using AppServices.Mql;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Makes and drops collections and indexes, in the write transaction of a session.</summary>
internal sealed class CatalogWriter(SqliteSession session)
{
    private CatalogChanges _changes = new();

    /// <summary>Whether something was changed since the last <see cref="TakeChanges"/>.</summary>
    public bool HasChanges => _changes.Count > 0;

    /// <summary>What was changed since the last time.</summary>
    public CatalogChanges TakeChanges()
    {
        CatalogChanges taken = _changes;
        _changes = new CatalogChanges();
        return taken;
    }

    /// <summary>Makes a collection.</summary>
    public void Create(CollectionName name)
    {
        long id = (long)session.Scalar(
            "INSERT INTO collections (source, database, name) VALUES ($0, $1, $2) RETURNING id", name.Source, name.Database,
            name.Collection)!;
        session.Script(DocumentTable(id));
        Changed(id);
    }

    /// <summary>The statement that makes the table of a collection's documents.</summary>
    public static string DocumentTable(long id) =>
        $"CREATE TABLE d{id} (n INTEGER PRIMARY KEY, k BLOB NOT NULL UNIQUE, v BLOB NOT NULL)";

    /// <summary>
    /// Drops a collection with its documents and indexes. One that is watched is kept out of sight, since its changes name it.
    /// </summary>
    public void Drop(CollectionInfo collection)
    {
        if (!collection.KeepsChanges)
        {
            Remove(collection);
            return;
        }
        DropIndexes(collection);
        session.Script($"DELETE FROM {collection.Table}");
        session.Execute("UPDATE collections SET is_dropped = 1, options = NULL WHERE id = $0", (long)collection.Id);
        Changed(collection.Id);
    }

    /// <summary>Makes a collection of one that was dropped.</summary>
    public void Restore(CollectionInfo collection)
    {
        session.Execute("UPDATE collections SET is_dropped = 0 WHERE id = $0", (long)collection.Id);
        Changed(collection.Id);
    }

    /// <summary>Drops a collection with its documents and indexes, and with what is known of its changes.</summary>
    public void Remove(CollectionInfo collection)
    {
        DropIndexes(collection);
        session.Script($"DROP TABLE {collection.Table}");
        session.Execute("DELETE FROM collections WHERE id = $0", (long)collection.Id);
        Changed(collection.Id);
    }

    /// <summary>Remembers what a collection is told.</summary>
    public void SetOptions(CollectionInfo collection, CollectionOptions options)
    {
        session.Execute(
            "UPDATE collections SET options = $1 WHERE id = $0", (long)collection.Id,
            options.Document.ElementCount == 0 ? null : BsonBytes.Write(options.Document));
        Changed(collection.Id);
    }

    /// <summary>Gives a collection another name.</summary>
    public void Rename(CollectionInfo collection, CollectionName name)
    {
        session.Execute(
            "UPDATE collections SET source = $1, database = $2, name = $3 WHERE id = $0", (long)collection.Id, name.Source, name.Database,
            name.Collection);
        Changed(collection.Id);
    }

    /// <summary>Makes an empty index.</summary>
    /// <exception cref="DocumentException">The definition is not valid, or another index has the name.</exception>
    public void Create(CollectionInfo collection, IndexDefinition definition)
    {
        string name = Validate(definition);
        if (collection.Indexes.Any(index => index.Name == name))
            throw new DocumentException(86, "IndexKeySpecsConflict", $"collection '{collection.Name}' has another index named '{name}'");
        long id = (long)session.Scalar(
            "INSERT INTO indexes (collection, name, fields, is_unique, is_sparse, options) VALUES ($0, $1, $2, $3, $4, $5) RETURNING id",
            (long)collection.Id, name, BsonBytes.Write(definition.Fields), definition.IsUnique ? 1L : 0L, definition.IsSparse ? 1L : 0L,
            definition.Options is { } options ? BsonBytes.Write(options) : null)!;
        session.Script(definition.IsUnique
            ? $"CREATE TABLE i{id} (k BLOB PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID"
            : $"CREATE TABLE i{id} (k BLOB NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (k, n)) WITHOUT ROWID");
        Changed(collection.Id);
    }

    /// <summary>Remembers after how many seconds the documents in an index are deleted.</summary>
    /// <exception cref="DocumentException">The index cannot have that.</exception>
    public void SetExpiry(CollectionInfo collection, IndexInfo index, int seconds)
    {
        IndexDefinition changed = index.Definition with { ExpireAfterSeconds = seconds };
        Validate(changed);
        session.Execute("UPDATE indexes SET options = $1 WHERE id = $0", (long)index.Id, BsonBytes.Write(changed.Options!));
        Changed(collection.Id);
    }

    /// <summary>Drops an index.</summary>
    public void Drop(CollectionInfo collection, IndexInfo index)
    {
        session.Script($"DROP TABLE {index.Table}");
        session.Execute("DELETE FROM indexes WHERE id = $0", (long)index.Id);
        Changed(collection.Id);
    }

    /// <summary>Remembers that documents have several entries in an index.</summary>
    public void SetMultikey(CollectionInfo collection, IndexInfo index)
    {
        session.Execute("UPDATE indexes SET is_multikey = 1 WHERE id = $0", (long)index.Id);
        Changed(collection.Id);
    }

    /// <summary>Remembers after which change and until when changes are kept, and forgets for whom they were kept long ago.</summary>
    public void SetWatch(CollectionWatch watch)
    {
        session.Execute("DELETE FROM watches WHERE watched_until < $0", (DateTimeOffset.UtcNow - ChangeLog.Kept).ToUnixTimeMilliseconds());
        session.Execute(
            "INSERT OR REPLACE INTO watches (source, database, collection, watched_from, watched_until) VALUES ($0, $1, $2, $3, $4)",
            watch.Scope.Source, watch.Scope.Database, watch.Scope.Collection, watch.From, watch.Until.ToUnixTimeMilliseconds());
        ListenersChanged();
    }

    /// <summary>Remembers a reader, or what has changed of it.</summary>
    public void SetReader(ChangeReader reader, long position)
    {
        session.Execute(
            "INSERT OR REPLACE INTO readers (name, source, database, collection, wants_before, position) VALUES ($0, $1, $2, $3, $4, $5)",
            reader.Name, reader.Scope.Source, reader.Scope.Database, reader.Scope.Collection, reader.WantsBefore ? 1L : 0L, position);
        ListenersChanged();
    }

    /// <summary>Forgets a reader.</summary>
    public void ForgetReader(string name)
    {
        session.Execute("DELETE FROM readers WHERE name = $0", name);
        ListenersChanged();
    }

    private void DropIndexes(CollectionInfo collection)
    {
        foreach (IndexInfo index in collection.Indexes) session.Script($"DROP TABLE {index.Table}");
        session.Execute("DELETE FROM indexes WHERE collection = $0", (long)collection.Id);
    }

    private static string Validate(IndexDefinition definition)
    {
        if (definition.Fields.ElementCount == 0) throw CannotCreate("it has no fields");
        RequireFreeName(definition);
        foreach (BsonElement field in definition.Fields)
        {
            if (field.Value is not { IsNumeric: true } direction || direction.ToDouble() is not (1 or -1))
                throw CannotCreate(
                    $"'{field.Name}' is {Types.Show(field.Value)}; 1 or -1 is expected, other kinds of index are not supported");
            string path = WildcardFields.IsWildcard(field.Name) ? field.Name[..^WildcardFields.Sign.Length].TrimEnd('.') : field.Name;
            if (path.Length == 0 && path != field.Name) continue;
            if (path is "" or ['$', ..]
                || path.Split('.').Any(static part => part.Length == 0 || part[0] == '$' && !FieldPath.IsOfReference(part)))
                throw CannotCreate($"'{field.Name}' is no field");
        }
        if (definition.ExpireAfterSeconds is not null) RequireExpiring(definition);
        if (definition is { PartialFilter: not null, IsSparse: true })
            throw CannotCreate("it cannot have both 'partialFilterExpression' and 'sparse'");
        var index = new IndexInfo(0, definition with { Name = definition.NameOrMade }, isMultikey: false);
        return index.Name;
    }

    // Commands mean the index of the _id by the one, and all indexes by the other.
    private static void RequireFreeName(IndexDefinition definition)
    {
        switch (definition.NameOrMade)
        {
            case "":
                throw CannotCreate("its name is empty");
            case "*":
                throw DocumentException.BadValue("The index name '*' is not valid.");
            case "_id_":
                throw DocumentException.BadValue(
                    "The index name '_id_' is reserved for the _id index, which must have key pattern {_id: 1}, found key: "
                        + ErrorText.Of(definition.Fields));
        }
    }

    private static void RequireExpiring(IndexDefinition definition)
    {
        if (definition.ExpireAfterSeconds < 0) throw CannotCreate("'expireAfterSeconds' is less than 0");
        if (definition.Fields.ElementCount > 1) throw CannotCreate("'expireAfterSeconds' is for an index of one field");
    }

    private static DocumentException CannotCreate(string reason) => new(67, "CannotCreateIndex", $"The index cannot be made: {reason}.");

    private void Changed(long collection)
    {
        NextVersion();
        _changes.AddCollection(collection);
    }

    private void ListenersChanged()
    {
        NextVersion();
        _changes.AddListener();
    }

    private void NextVersion() => session.Execute("UPDATE catalog SET version = version + 1");
}
