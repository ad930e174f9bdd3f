using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Bson;
using Microsoft.Data.Sqlite;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>What collections and indexes there are, as of one version.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<CollectionName, CollectionInfo> _collections;

    private readonly CollectionWatch[] _watches;

    private Catalog(long version, Dictionary<CollectionName, CollectionInfo> collections, CollectionWatch[] watches)
    {
        Version = version;
        _collections = collections;
        _watches = watches;
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
        _watches.Any(each => each.IsOn && each.From <= position && (each.Scope == scope || each.Scope.Includes(scope)));

    /// <summary>For whom changes of a scope are kept.</summary>
    public CollectionWatch? WatchOf(CollectionName scope) => _watches.FirstOrDefault(each => each.Scope == scope);

    /// <summary>This catalog if it is still right in the session's transaction, else the one that is.</summary>
    public static Catalog Refresh(Catalog? known, SqliteSession session)
    {
        long version = (long)session.Scalar("SELECT version FROM catalog")!;
        return known is not null && known.Version == version ? known : Read(version, session);
    }

    private static Catalog Read(long version, SqliteSession session)
    {
        ILookup<int, IndexInfo> indexes = ReadIndexes(session).ToLookup(entry => entry.Collection, entry => entry.Index);
        ChangeReader[] readers = [.. ChangeLog.Readers(session)];
        var collections = new Dictionary<CollectionName, CollectionInfo>();
        CollectionWatch[] watches = [.. ChangeLog.Watches(session)];
        using SqliteDataReader reader = session.Query("SELECT id, source, database, name, is_dropped, options FROM collections");
        while (reader.Read())
        {
            var name = new CollectionName(reader.GetString(1), reader.GetString(2), reader.GetString(3));
            int id = reader.GetInt32(0);
            CollectionOptions options = reader[5] is byte[] given ? new(BsonBytes.Read(given)) : CollectionOptions.None;
            collections.Add(
                name, new CollectionInfo(id, name, indexes[id].ToArray())
            {
                Options = options,
                IsDropped = reader.GetBoolean(4),
                Watches = [.. watches.Where(each => each.Scope.Includes(name))],
                IsRead = readers.Any(each => each.Scope.Includes(name)),
                KeepsBefore = options.KeepsImages || readers.Any(each => each.WantsBefore && each.Scope.Includes(name)),
            });
        }
        return new Catalog(version, collections, watches);
    }

    private static IEnumerable<(int Collection, IndexInfo Index)> ReadIndexes(SqliteSession session)
    {
        using SqliteDataReader reader = session.Query(
            "SELECT id, collection, name, fields, is_unique, is_sparse, is_multikey, options FROM indexes ORDER BY id");
        while (reader.Read())
        {
            var definition = new IndexDefinition(BsonBytes.Read((byte[])reader[3]))
            {
                Name = reader.GetString(2),
                IsUnique = reader.GetBoolean(4),
                IsSparse = reader.GetBoolean(5),
                Options = reader[7] is byte[] options ? BsonBytes.Read(options) : null,
            };
            yield return (reader.GetInt32(1), new IndexInfo(reader.GetInt32(0), definition, reader.GetBoolean(6)));
        }
    }
}
