using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Paths;
using AppServices.Server.Bson;
using Microsoft.Data.Sqlite;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>What collections and indexes there are, as of one version.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<CollectionName, CollectionInfo> _collections;

    private Catalog(long version, Dictionary<CollectionName, CollectionInfo> collections)
    {
        Version = version;
        _collections = collections;
    }

    /// <summary>Grows with every change of the catalog.</summary>
    public long Version { get; }

    public IEnumerable<CollectionInfo> Collections => _collections.Values;

    /// <summary>A collection; null when there is none of that name.</summary>
    public CollectionInfo? Find(CollectionName name) => _collections.GetValueOrDefault(name);

    /// <summary>This catalog if it is still right in the session's transaction, else the one that is.</summary>
    public static Catalog Refresh(Catalog? known, SqliteSession session)
    {
        long version = (long)session.Scalar("SELECT version FROM catalog")!;
        return known is not null && known.Version == version ? known : new Catalog(version, Read(session));
    }

    private static Dictionary<CollectionName, CollectionInfo> Read(SqliteSession session)
    {
        ILookup<int, IndexInfo> indexes = ReadIndexes(session).ToLookup(entry => entry.Collection, entry => entry.Index);
        ChangeReader[] readers = [.. ChangeLog.Readers(session)];
        var collections = new Dictionary<CollectionName, CollectionInfo>();
        using SqliteDataReader reader = session.Query("SELECT id, source, database, name, watched_until, watched_from FROM collections");
        while (reader.Read())
        {
            var name = new CollectionName(reader.GetString(1), reader.GetString(2), reader.GetString(3));
            int id = reader.GetInt32(0);
            collections.Add(
                name, new CollectionInfo(id, name, indexes[id].ToArray(), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4)))
            {
                WatchedFrom = reader.GetInt64(5),
                IsRead = readers.Any(each => each.Scope.Includes(name)),
                KeepsBefore = readers.Any(each => each.WantsBefore && each.Scope.Includes(name)),
            });
        }
        return collections;
    }

    private static IEnumerable<(int Collection, IndexInfo Index)> ReadIndexes(SqliteSession session)
    {
        using SqliteDataReader reader = session.Query(
            "SELECT id, collection, name, fields, is_unique, is_sparse, is_multikey FROM indexes ORDER BY id");
        while (reader.Read())
        {
            var fields = BsonBytes.Read((byte[])reader[3]);
            yield return (reader.GetInt32(1), new IndexInfo(
                reader.GetInt32(0),
                reader.GetString(2),
                fields.Select(field => new IndexField(new FieldPath(field.Name), field.Value.ToInt32() < 0)).ToArray(),
                reader.GetBoolean(4),
                reader.GetBoolean(5),
                reader.GetBoolean(6)));
        }
    }
}
