using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage.Sqlite.Planning;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>What can be read in a transaction that is open on a session. Nothing here waits, but for helpers of a long search.</summary>
/// <param name="session">The session.</param>
/// <param name="catalog">The collections and indexes; null where they have to be read.</param>
/// <param name="helpers">Who helps with long searches; null where others cannot see what the session does.</param>
internal class ReadTransaction(SqliteSession session, Catalog? catalog, ScanHelpers? helpers = null) : IReadSession
{
    /// <summary>The session.</summary>
    public SqliteSession Session { get; } = session;

    /// <summary>The collections and indexes.</summary>
    public virtual Catalog Catalog => catalog!;

    public IAsyncEnumerable<StoredDocument> FindAsync(CollectionName collection, StoreQuery query, CancellationToken cancellationToken) =>
        Catalog.Find(collection) is not { } found ? AsyncEnumerable.Empty<StoredDocument>()
            : found.IsView ? new ViewReader(this, found).FindAsync(query, cancellationToken)
            : QueryRun.FindAsync(Session, found, query, helpers, cancellationToken);

    public ValueTask<long> CountAsync(CollectionName collection, StoreQuery query, CancellationToken cancellationToken) =>
        Catalog.Find(collection) is not { } found ? new(0)
            : found.IsView ? FindAsync(collection, query, cancellationToken).LongCountAsync(cancellationToken)
            : QueryRun.CountAsync(Session, found, query, helpers, cancellationToken);

    public ValueTask<bool> IsInOrderAsync(CollectionName collection, StoreQuery query) =>
        new(Catalog.Find(collection) is not { } found
            || (found.IsView ? query.Sort.Fields.Count == 0 : QueryPlanner.Choose(found, query).IsSorted));

    public ValueTask<SearchPlan> ExplainAsync(
        CollectionName collection, StoreQuery query, bool isExecuted, CancellationToken cancellationToken)
    {
        if (Catalog.Find(collection) is not { } found)
            return new(new SearchPlan(null, false, false, IsSorted: true, isExecuted ? new SearchRun(0, 0, 0, TimeSpan.Zero) : null));
        if (found.IsView) return new ViewReader(this, found).ExplainAsync(query, isExecuted, cancellationToken);
        QueryPlan plan = QueryPlanner.Choose(found, query);
        IndexInfo? index = plan.Ranges is null ? null : plan.Index ?? QueryPlanner.Ids;
        return new(new SearchPlan(
            index?.Definition, plan.IsReversed, index is { IsMultikey: true }, plan.IsSorted,
            isExecuted ? QueryRun.Measure(Session, found, query, plan, cancellationToken) : null));
    }

    public ValueTask<CollectionOptions?> OptionsAsync(CollectionName collection) => new(Catalog.Find(collection)?.Options);

    public ValueTask<IReadOnlyList<CollectionName>> ListCollectionsAsync(string source) => new(ListCollections(source));

    /// <summary>The collections of a data source.</summary>
    public IReadOnlyList<CollectionName> ListCollections(string source) =>
        [.. Catalog.Collections.Select(collection => collection.Name).Where(name => name.Source == source)];

    public ValueTask<CollectionSize?> MeasureAsync(CollectionName collection)
    {
        if (Catalog.Find(collection) is not { IsView: false } found) return new((CollectionSize?)null);
        var indexes = new Dictionary<string, long> { [QueryPlanner.Ids.Name] = Sum("k", found.Table) };
        foreach (IndexInfo index in found.Indexes) indexes[index.Name] = Sum("k", index.Table);
        long documents = (long)Session.Scalar($"SELECT count(*) FROM {found.Table}")!;
        return new(new CollectionSize(documents, Sum("v", found.Table), indexes));

        long Sum(string column, string table) => (long)Session.Scalar($"SELECT coalesce(sum(length({column})), 0) FROM {table}")!;
    }

    public ValueTask<IReadOnlyList<IndexDefinition>> ListIndexesAsync(CollectionName collection) =>
        new((Catalog.Find(collection)?.Indexes ?? []).Select(static index => index.Definition).ToArray());

    public ValueTask<IReadOnlyList<IndexUse>> ListIndexUsesAsync(CollectionName collection) => new(Catalog.Find(collection) is { } found
        ? found.Indexes.Prepend(QueryPlanner.Ids)
            .Select(index => new IndexUse(index.Definition, Session.Uses.Of(found, index.Id), Session.Uses.Since)).ToArray()
        : []);
}
