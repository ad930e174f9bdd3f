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
        string direction = Direction(plan.IsReversed);
        if (plan.Ranges is null) return Rows(session, glance, null, $"SELECT n, v FROM {collection.Table} ORDER BY n {direction}");
        string sql = plan.Index is null
            ? $"SELECT n, v FROM {collection.Table} WHERE k >= $0 AND k < $1 ORDER BY k {direction}"
            : $"SELECT d.n, d.v FROM {plan.Index.Table} AS i CROSS JOIN {collection.Table} AS d ON d.n = i.n WHERE i.k >= $0 AND i.k < $1 ORDER BY i.k {direction}, i.n {direction}";
        // A document with an array stands in an index several times.
        HashSet<long>? seen = plan.Index is { IsMultikey: true } ? [] : null;
        return InRanges(session, glance, seen, sql, plan.Ranges);
    }

    /// <summary>Reads the first documents of a collection, or the last ones.</summary>
    public static IEnumerable<StoredDocument> First(
        SqliteSession session, CollectionInfo collection, bool isReversed, DocumentGlance glance, int count) =>
        Rows(session, glance, null, $"SELECT n, v FROM {collection.Table} ORDER BY n {Direction(isReversed)} LIMIT $0", (long)count);

    /// <summary>Reads the documents with numbers from one on and before another one.</summary>
    public static IEnumerable<StoredDocument> Numbered(
        SqliteSession session, CollectionInfo collection, bool isReversed, DocumentGlance glance, long low, long high)
    {
        string sql = $"SELECT n, v FROM {collection.Table} WHERE n >= $0 AND n < $1 ORDER BY n {Direction(isReversed)}";
        return Rows(session, glance, null, sql, low, high);
    }

    private static IEnumerable<StoredDocument> InRanges(
        SqliteSession session, DocumentGlance glance, HashSet<long>? seen, string sql, IReadOnlyList<KeyRange> ranges)
    {
        foreach (KeyRange range in ranges)
            foreach (StoredDocument document in Rows(session, glance, seen, sql, range.Low, range.High)) yield return document;
    }

    private static string Direction(bool isReversed) => isReversed ? "DESC" : "ASC";

    private static IEnumerable<StoredDocument> Rows(
        SqliteSession session, DocumentGlance glance, HashSet<long>? seen, string sql, params object?[] values)
    {
        using SqliteDataReader reader = session.Query(sql, values);
        if (!reader.Read()) yield break;
        sqlite3_stmt statement = reader.Handle!;
        // What is not wanted is looked at where SQLite has it, and not copied. For so many rows the driver's reader takes too long.
        do
        {
            if (seen?.Add(raw.sqlite3_column_int64(statement, 0)) == false) continue;
            if (glance.Read(raw.sqlite3_column_blob(statement, 1)) is { } wanted)
                yield return wanted with { Number = raw.sqlite3_column_int64(statement, 0) };
        }
        while (session.Step(statement));
    }
}
