using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Server.Storage.Sqlite.Planning;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Runs queries.</summary>
internal static class QueryRun
{
    /// <summary>The documents, found while they are asked for. Ends when the session's transaction does.</summary>
    /// <param name="session">The connection to read with.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="query">The query.</param>
    /// <param name="helpers">Who helps with a long search; null for nobody.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="DocumentException">There is too much to sort, or no index as the hint has it.</exception>
    public static IAsyncEnumerable<StoredDocument> FindAsync(
        SqliteSession session, CollectionInfo collection, StoreQuery query, ScanHelpers? helpers, CancellationToken cancellation)
    {
        QueryPlan plan = Plan(session, collection, query);
        Predicate filter = query.Filter.Predicate;
        bool isCompleted = !plan.IsSorted && query.Limit > 0;
        DocumentGlance glance = isCompleted
            ? DocumentGlance.ForOrder(filter, query.Sort, cancellation)
            : DocumentGlance.ForAll(filter, cancellation);
        IAsyncEnumerable<StoredDocument> found = Shared(session, collection, plan, glance, helpers) is { } shared
            ? shared.ReadAsync(cancellation)
            : DocumentReader.Read(session, collection, plan, glance).ToAsyncEnumerable();
        if (!plan.IsSorted) found = query.InOrderAsync(found, cancellation);
        if (query is not { Skip: 0, Limit: 0 }) found = query.PartAsync(found, cancellation);
        return isCompleted ? found.Select(glance.Complete) : found;
    }

    /// <summary>How many documents there are.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public static ValueTask<long> CountAsync(
        SqliteSession session, CollectionInfo collection, StoreQuery query, ScanHelpers? helpers, CancellationToken cancellation) =>
        query is { Filter.Predicate: AndPredicate { Parts.Count: 0 }, Skip: 0, Limit: 0, Hint: null }
            ? new((long)session.Scalar($"SELECT count(*) FROM {collection.Table}")!)
            : CountFoundAsync(session, collection, query, helpers, cancellation);

    /// <summary>Does a search for what it comes to.</summary>
    /// <inheritdoc cref="FindAsync"/>
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

    private static async ValueTask<long> CountFoundAsync(
        SqliteSession session, CollectionInfo collection, StoreQuery query, ScanHelpers? helpers, CancellationToken cancellation)
    {
        QueryPlan plan = Plan(session, collection, query);
        var glance = DocumentGlance.ForCount(query.Filter.Predicate, cancellation);
        long found = Shared(session, collection, plan, glance, helpers) is { } shared
            ? await shared.CountAsync(query.End, cancellation)
            : Count(DocumentReader.Read(session, collection, plan, glance), query.End);
        return Math.Max(0, Math.Min(found, query.End) - query.Skip);
    }

    private static long Count(IEnumerable<StoredDocument> documents, long enough)
    {
        long count = 0;
        foreach (StoredDocument _ in documents)
            if (++count >= enough) break;
        return count;
    }

    private static SharedScan? Shared(
        SqliteSession session, CollectionInfo collection, QueryPlan plan, DocumentGlance glance, ScanHelpers? helpers) =>
        helpers is not null && plan.Ranges is null && glance.CanFork
            ? new SharedScan(session, collection, plan.IsReversed, glance, helpers)
            : null;

    private static QueryPlan Plan(SqliteSession session, CollectionInfo collection, StoreQuery query)
    {
        QueryPlan plan = QueryPlanner.Choose(collection, query);
        if (plan.Ranges is not null) session.Uses.Add(collection, (plan.Index ?? QueryPlanner.Ids).Id);
        return plan;
    }
}
