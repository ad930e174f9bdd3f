using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Bson;
using Microsoft.Data.Sqlite;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>What collections and indexes there are, as of one version.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<CollectionName, CollectionInfo> _collections;
    private readonly CatalogListeners _listeners;

    private Catalog(long version, Dictionary<CollectionName, CollectionInfo> collections, CatalogListeners listeners)
    {
        Version = version;
        _collections = collections;
        _listeners = listeners;
    }

    /// <summary>Grows with every change of the catalog.</summary>
    public long Version { get; }

    /// <summary>All collections, without those that were dropped.</summary>
    public IEnumerable<CollectionInfo> Collections => _collections.Values.Where(collection => !collection.IsDropped);

    /// <summary>All collections, also those that were dropped while somebody watched them.</summary>
    public IEnumerable<CollectionInfo> Known => _collections.Values;

    /// <summary>A collection; null when there is none of that name.</summary>
    public CollectionInfo? Find(CollectionName name) => FindKnown(name) is { IsDropped: false } found ? found : null;

    /// <summary>A collection that there is, or that was dropped while somebody watched it; null when there is none of that name.</summary>
    public CollectionInfo? FindKnown(CollectionName name) => _collections.GetValueOrDefault(name);

    /// <summary>Those of a scope, also those that were dropped while somebody watched them.</summary>
    public IEnumerable<CollectionInfo> KnownIn(CollectionName scope) =>
        scope.Collection.Length > 0
            ? FindKnown(scope) is { } one ? [one] : []
            : _collections.Values.Where(each => scope.Includes(each.Name));

    /// <summary>Whether the changes of a scope were kept since one.</summary>
    public bool HasKept(CollectionName scope, long position) =>
        _listeners.Watches.Any(each => each.IsOn && each.From <= position && (each.Scope == scope || each.Scope.Includes(scope)));

    /// <summary>For whom changes of a scope are kept.</summary>
    public CollectionWatch? WatchOf(CollectionName scope) => _listeners.Watches.FirstOrDefault(each => each.Scope == scope);

    /// <summary>
    /// The known catalog if it is right in the session's transaction, with what the transaction has changed of it; else the one that is. Only
    /// what has changed is read: a database may have thousands of collections, each of which was made one day.
    /// </summary>
    public static Catalog Refresh(Catalog? known, SqliteSession session, CatalogChanges? changes = null)
    {
        long version = (long)session.Scalar("SELECT version FROM catalog")!;
        // Else somebody else has changed it, too, before the transaction began.
        if (known is null || version != known.Version + (changes?.Count ?? 0)) return Read(version, session);
        return changes is { Count: > 0 } ? known.With(changes, version, session) : known;
    }

    private Catalog With(CatalogChanges changes, long version, SqliteSession session)
    {
        CatalogListeners listeners = changes.IsOfListeners ? CatalogListeners.Read(session) : _listeners;
        var collections = new Dictionary<CollectionName, CollectionInfo>(_collections);
        foreach ((CollectionName name, CollectionInfo collection) in _collections)
        {
            if (changes.Collections.Contains(collection.Id)) collections.Remove(name);
            else if (changes.IsOfListeners) collections[name] = listeners.Of(collection);
        }
        foreach (int id in changes.Collections)
        {
            ILookup<int, IndexInfo> indexes = ReadIndexes(session, "WHERE collection = $0 ", id);
            foreach (CollectionInfo changed in ReadCollections(session, indexes, listeners, " WHERE id = $0", id))
                collections.Add(changed.Name, changed);
        }
        return new Catalog(version, collections, listeners);
    }

    private static Catalog Read(long version, SqliteSession session)
    {
        CatalogListeners listeners = CatalogListeners.Read(session);
        IEnumerable<CollectionInfo> collections = ReadCollections(session, ReadIndexes(session, ""), listeners, "");
        return new Catalog(version, collections.ToDictionary(static collection => collection.Name), listeners);
    }

    private static IEnumerable<CollectionInfo> ReadCollections(
        SqliteSession session, ILookup<int, IndexInfo> indexes, CatalogListeners listeners, string which, params object[] values)
    {
        using SqliteDataReader reader = session.Query(
            $"SELECT id, source, database, name, is_dropped, options FROM collections{which}", values);
        while (reader.Read())
        {
            int id = reader.GetInt32(0);
            yield return listeners.Of(
                new CollectionInfo(id, new CollectionName(reader.GetString(1), reader.GetString(2), reader.GetString(3)), [.. indexes[id]])
                {
                    Options = reader[5] is byte[] given ? new(BsonBytes.Read(given)) : CollectionOptions.None,
                    IsDropped = reader.GetBoolean(4),
                });
        }
    }

    private static ILookup<int, IndexInfo> ReadIndexes(SqliteSession session, string which, params object[] values)
    {
        var indexes = new List<(int Collection, IndexInfo Index)>();
        using SqliteDataReader reader = session.Query(
            $"SELECT id, collection, name, fields, is_unique, is_sparse, is_multikey, options FROM indexes {which}ORDER BY id", values);
        while (reader.Read())
        {
            var definition = new IndexDefinition(BsonBytes.Read((byte[])reader[3]))
            {
                Name = reader.GetString(2),
                IsUnique = reader.GetBoolean(4),
                IsSparse = reader.GetBoolean(5),
                Options = reader[7] is byte[] options ? BsonBytes.Read(options) : null,
            };
            indexes.Add((reader.GetInt32(1), new IndexInfo(reader.GetInt32(0), definition, reader.GetBoolean(6))));
        }
        return indexes.ToLookup(static entry => entry.Collection, static entry => entry.Index);
    }
}

/// <summary>What a transaction has changed of the catalog since it was last read there.</summary>
internal sealed class CatalogChanges
{
    /// <summary>How many versions that made.</summary>
    public int Count { get; private set; }

    /// <summary>The collections that were made, changed or dropped.</summary>
    public HashSet<int> Collections { get; } = [];

    /// <summary>Whether somebody began or ended to listen to changes of documents.</summary>
    public bool IsOfListeners { get; private set; }

    /// <summary>Adds a change of a collection or of its indexes.</summary>
    public void AddCollection(long id)
    {
        Count++;
        Collections.Add((int)id);
    }

    /// <summary>Adds a change of those who listen.</summary>
    public void AddListener()
    {
        Count++;
        IsOfListeners = true;
    }
}

/// <summary>For whom changes of documents are kept, by what they listen to.</summary>
internal sealed class CatalogListeners
{
    private readonly ILookup<CollectionName, CollectionWatch> _watches;
    private readonly ILookup<CollectionName, ChangeReader> _readers;

    private CatalogListeners(CollectionWatch[] watches, IEnumerable<ChangeReader> readers)
    {
        Watches = watches;
        _watches = watches.ToLookup(static watch => watch.Scope);
        _readers = readers.ToLookup(static reader => reader.Scope);
    }

    /// <summary>The change streams that are, or were, open.</summary>
    public IReadOnlyList<CollectionWatch> Watches { get; }

    /// <summary>Reads them.</summary>
    public static CatalogListeners Read(SqliteSession session) => new([.. ChangeLog.Watches(session)], ChangeLog.Readers(session));

    /// <summary>A collection with who listens to it.</summary>
    public CollectionInfo Of(CollectionInfo collection)
    {
        ChangeReader[] readers = [.. collection.Name.Scopes().SelectMany(scope => _readers[scope])];
        return collection with
        {
            Watches = [.. collection.Name.Scopes().SelectMany(scope => _watches[scope])],
            IsRead = readers.Length > 0,
            KeepsBefore = collection.Options.KeepsImages || readers.Any(static reader => reader.WantsBefore),
        };
    }
}
