using System.Collections.Generic;
using AppServices.Server.Storage.Sqlite.Planning;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Reads the documents that a plan leads to, as far as they are wanted, one at a time.</summary>
internal static class DocumentReader
{
    public static IEnumerable<StoredDocument> Read(SqliteSession session, CollectionInfo collection, QueryPlan plan, DocumentGlance glance)
    {
        string direction = plan.IsReversed ? "DESC" : "ASC";
        if (plan.Ranges is null) return Rows(session, glance, null, $"SELECT n, v FROM {collection.Table} ORDER BY n {direction}");
        string sql = plan.Index is null
            ? $"SELECT n, v FROM {collection.Table} WHERE k >= $0 AND k < $1 ORDER BY k {direction}"
            : $"SELECT d.n, d.v FROM {plan.Index.Table} AS i CROSS JOIN {collection.Table} AS d ON d.n = i.n WHERE i.k >= $0 AND i.k < $1 ORDER BY i.k {direction}, i.n {direction}";
        // A document with an array stands in an index several times.
        HashSet<long>? seen = plan.Index is { IsMultikey: true } ? [] : null;
        return InRanges(session, glance, seen, sql, plan.Ranges);
    }

    private static IEnumerable<StoredDocument> InRanges(
        SqliteSession session, DocumentGlance glance, HashSet<long>? seen, string sql, IReadOnlyList<KeyRange> ranges)
    {
        foreach (KeyRange range in ranges)
            foreach (StoredDocument document in Rows(session, glance, seen, sql, range.Low, range.High)) yield return document;
    }

    private static IEnumerable<StoredDocument> Rows(
        SqliteSession session, DocumentGlance glance, HashSet<long>? seen, string sql, params object?[] values)
    {
        using SqliteDataReader reader = session.Query(sql, values);
        // What is not wanted is looked at where SQLite has it, and not copied.
        while (reader.Read())
        {
            long number = reader.GetInt64(0);
            if (seen?.Add(number) == false) continue;
            if (glance.Read(raw.sqlite3_column_blob(reader.Handle, 1), number) is { } wanted) yield return wanted;
        }
    }
}
