using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Sorting;
using AppServices.Server.Storage.Sqlite.Planning;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>A query to be run.</summary>
/// <param name="Filter">What matches.</param>
/// <param name="Sort">The order; no fields for that in which the documents are found.</param>
/// <param name="Skip">How many to leave out.</param>
/// <param name="Limit">How many at most; 0 for all.</param>
internal sealed record QueryRun(Predicate Filter, SortOrder Sort, long Skip = 0, long Limit = 0)
{
    /// <summary>The index to use, by its name or its fields; null for whichever is best.</summary>
    public BsonValue? Hint { get; init; }

    /// <summary>The documents, found while they are asked for. Ends when the session's transaction does.</summary>
    /// <param name="session">The connection to read with.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="DocumentException">There is too much to sort, or no index as the hint has it.</exception>
    public IEnumerable<StoredDocument> Run(SqliteSession session, CollectionInfo collection, CancellationToken cancellation)
    {
        QueryPlan plan = QueryPlanner.Choose(collection, Filter, Sort, isLimited: Limit > 0, Hint);
        IEnumerable<StoredDocument> found = Matching(DocumentReader.Read(session, collection, plan), cancellation);
        if (!plan.IsSorted) found = Sorted(found, cancellation);
        return Skip == 0 && Limit == 0 ? found : Part(found);
    }

    /// <summary>How many documents there are.</summary>
    public long Count(SqliteSession session, CollectionInfo collection, CancellationToken cancellation)
    {
        bool isAll = Filter is AndPredicate { Parts.Count: 0 } && Skip == 0 && Limit == 0 && Hint is null;
        return isAll ? (long)session.Scalar($"SELECT count(*) FROM {collection.Table}")! : Run(session, collection, cancellation).LongCount();
    }

    // Where the last document wanted ends among those that match.
    private long End => Limit > 0 && Limit <= long.MaxValue - Skip ? Skip + Limit : long.MaxValue;

    private IEnumerable<StoredDocument> Matching(IEnumerable<StoredDocument> documents, CancellationToken cancellation)
    {
        foreach (StoredDocument stored in documents)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Filter.Matches(stored.Document)) yield return stored;
        }
    }

    private IEnumerable<StoredDocument> Part(IEnumerable<StoredDocument> documents)
    {
        long position = 0;
        foreach (StoredDocument stored in documents)
        {
            if (position++ < Skip) continue;
            yield return stored;
            if (position >= End) yield break;
        }
    }

    private IEnumerable<StoredDocument> Sorted(IEnumerable<StoredDocument> documents, CancellationToken cancellation)
    {
        var sorter = new DocumentSorter<StoredDocument>(Sort, End, new MemoryBudget("Sort", MemoryBudget.Default), cancellation);
        foreach (StoredDocument stored in documents) sorter.Add(stored, stored.Document, stored.Bytes);
        return sorter.Sorted();
    }
}
