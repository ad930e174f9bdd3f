using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Sorting;
using AppServices.Server.Storage.Sqlite.Planning;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Runs queries.</summary>
internal static class QueryRun
{
    /// <summary>The documents, found while they are asked for. Ends when the session's transaction does.</summary>
    /// <param name="session">The connection to read with.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="DocumentException">There is too much to sort, or no index as the hint has it.</exception>
    public static IEnumerable<StoredDocument> Find(
        SqliteSession session, CollectionInfo collection, StoreQuery query, CancellationToken cancellation)
    {
        QueryPlan plan = Plan(session, collection, query);
        Predicate filter = query.Filter.Predicate;
        bool isCompleted = !plan.IsSorted && query.Limit > 0;
        DocumentGlance glance = isCompleted
            ? DocumentGlance.ForOrder(filter, query.Sort, cancellation)
            : DocumentGlance.ForAll(filter, cancellation);
        IEnumerable<StoredDocument> found = DocumentReader.Read(session, collection, plan, glance);
        if (!plan.IsSorted) found = Sorted(found, query, cancellation);
        if (query is not { Skip: 0, Limit: 0 }) found = Part(found, query);
        return isCompleted ? found.Select(glance.Complete) : found;
    }

    /// <summary>How many documents there are.</summary>
    /// <inheritdoc cref="Find"/>
    public static long Count(SqliteSession session, CollectionInfo collection, StoreQuery query, CancellationToken cancellation) =>
        query is { Filter.Predicate: AndPredicate { Parts.Count: 0 }, Skip: 0, Limit: 0, Hint: null }
            ? (long)session.Scalar($"SELECT count(*) FROM {collection.Table}")!
            : CountFound(session, collection, query, cancellation);

    /// <summary>Does a search for what it comes to.</summary>
    /// <inheritdoc cref="Find"/>
    public static SearchRun Measure(
        SqliteSession session, CollectionInfo collection, StoreQuery query, QueryPlan plan, CancellationToken cancellation)
    {
        long begun = Stopwatch.GetTimestamp();
        var glance = DocumentGlance.ForCount(query.Filter.Predicate, cancellation);
        foreach (StoredDocument _ in DocumentReader.Read(session, collection, plan, glance))
            if (plan.IsSorted && glance.Wanted >= query.End) break;
        long returned = Math.Max(0, Math.Min(glance.Wanted, query.End) - query.Skip);
        return new SearchRun(glance.Examined, glance.Wanted, returned, Stopwatch.GetElapsedTime(begun));
    }

    private static long CountFound(SqliteSession session, CollectionInfo collection, StoreQuery query, CancellationToken cancellation)
    {
        QueryPlan plan = Plan(session, collection, query);
        var glance = DocumentGlance.ForCount(query.Filter.Predicate, cancellation);
        foreach (StoredDocument _ in DocumentReader.Read(session, collection, plan, glance))
            if (glance.Wanted >= query.End) break;
        return Math.Max(0, Math.Min(glance.Wanted, query.End) - query.Skip);
    }

    private static QueryPlan Plan(SqliteSession session, CollectionInfo collection, StoreQuery query)
    {
        QueryPlan plan = QueryPlanner.Choose(collection, query);
        if (plan.Ranges is not null) session.Uses.Add(collection, (plan.Index ?? QueryPlanner.Ids).Id);
        return plan;
    }

    private static IEnumerable<StoredDocument> Part(IEnumerable<StoredDocument> documents, StoreQuery query)
    {
        long position = 0;
        foreach (StoredDocument stored in documents)
        {
            if (position++ < query.Skip) continue;
            yield return stored;
            if (position >= query.End) yield break;
        }
    }

    private static IEnumerable<StoredDocument> Sorted(
        IEnumerable<StoredDocument> documents, StoreQuery query, CancellationToken cancellation)
    {
        var sorter = new DocumentSorter<StoredDocument>(query.Sort, query.End, StoreQuery.SortMemory(), cancellation);
        foreach (StoredDocument stored in documents) sorter.Add(stored, stored.Document, stored.Body.Length);
        return sorter.Sorted();
    }
}
