using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Values;
using AppServices.Server.Bson;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Finds documents of the server's own state by one field, without a plan.</summary>
internal sealed class StateLookup
{
    private readonly string _sql;

    private StateLookup(string sql) => _sql = sql;

    /// <summary>
    /// The way to documents by a field; null where there is no index of that alone, and for null, which is found where a field is missing,
    /// too: indexes of the state know nothing of those.
    /// </summary>
    public static StateLookup? For(CollectionInfo collection, string field, BsonValue value) =>
        field == "_id" ? new StateLookup($"SELECT v FROM {collection.Table} WHERE k = $0")
        : value.IsBsonNull ? null
        : collection.Indexes.FirstOrDefault(index => index.Fields is [{ IsDescending: false } only] && only.Path.Text == field) is { } found
            ? new StateLookup(
                $"SELECT d.v FROM {found.Table} AS i CROSS JOIN {collection.Table} AS d ON d.n = i.n WHERE i.k = $0 ORDER BY i.n")
            : null;

    /// <summary>The documents whose field has a value.</summary>
    public IReadOnlyList<BsonDocument> Find(SqliteSession session, BsonValue value)
    {
        var found = new List<BsonDocument>();
        using SqliteDataReader reader = session.Query(_sql, KeyEncoder.Encode(value));
        while (reader.Read()) found.Add(BsonBytes.Read(reader.GetFieldValue<byte[]>(0)));
        return found;
    }
}
