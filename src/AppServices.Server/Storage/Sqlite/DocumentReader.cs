using System.Collections.Generic;
using AppServices.Server.Bson;
using AppServices.Server.Storage.Sqlite.Planning;
using Microsoft.Data.Sqlite;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Reads the documents that a plan leads to, one at a time.</summary>
internal static class DocumentReader
{
    public static IEnumerable<StoredDocument> Read(SqliteSession session, CollectionInfo collection, QueryPlan plan)
    {
        string direction = plan.IsReversed ? "DESC" : "ASC";
        if (plan.Ranges is null) return Rows(session, $"SELECT n, v FROM {collection.Table} ORDER BY n {direction}");
        string sql = plan.Index is null
            ? $"SELECT n, v FROM {collection.Table} WHERE k >= $0 AND k < $1 ORDER BY k {direction}"
            : $"SELECT d.n, d.v FROM {plan.Index.Table} AS i CROSS JOIN {collection.Table} AS d ON d.n = i.n WHERE i.k >= $0 AND i.k < $1 ORDER BY i.k {direction}, i.n {direction}";
        IEnumerable<StoredDocument> found = InRanges(session, sql, plan.Ranges);
        return plan.Index is { IsMultikey: true } ? Once(found) : found;
    }

    private static IEnumerable<StoredDocument> InRanges(SqliteSession session, string sql, IReadOnlyList<KeyRange> ranges)
    {
        foreach (KeyRange range in ranges)
            foreach (StoredDocument document in Rows(session, sql, range.Low, range.High)) yield return document;
    }

    private static IEnumerable<StoredDocument> Rows(SqliteSession session, string sql, params object?[] values)
    {
        using SqliteDataReader reader = session.Query(sql, values);
        while (reader.Read())
        {
            byte[] body = reader.GetFieldValue<byte[]>(1);
            yield return new StoredDocument(BsonBytes.Read(body), body, reader.GetInt64(0));
        }
    }

    // A document with an array stands in an index several times.
    private static IEnumerable<StoredDocument> Once(IEnumerable<StoredDocument> documents)
    {
        var seen = new HashSet<long>();
        foreach (StoredDocument document in documents)
            if (seen.Add(document.Number)) yield return document;
    }
}
