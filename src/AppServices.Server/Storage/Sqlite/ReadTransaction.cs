using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage.Sqlite.Planning;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>What can be read in a transaction that is open on a session. Nothing here waits.</summary>
/// <param name="session">The session.</param>
/// <param name="catalog">The collections and indexes; null where they have to be read.</param>
internal class ReadTransaction(SqliteSession session, Catalog? catalog) : IReadSession
{
    /// <summary>The session.</summary>
    public SqliteSession Session { get; } = session;

    /// <summary>The collections and indexes.</summary>
    public virtual Catalog Catalog => catalog!;

    public IAsyncEnumerable<StoredDocument> FindAsync(CollectionName collection, StoreQuery query, CancellationToken cancellationToken) =>
        Catalog.Find(collection) is { } found
            ? QueryRun.Find(Session, found, query, cancellationToken).ToAsyncEnumerable()
            : AsyncEnumerable.Empty<StoredDocument>();

    public ValueTask<long> CountAsync(CollectionName collection, StoreQuery query, CancellationToken cancellationToken) =>
        new(Catalog.Find(collection) is { } found ? QueryRun.Count(Session, found, query, cancellationToken) : 0);

    public ValueTask<bool> IsInOrderAsync(CollectionName collection, StoreQuery query) =>
        new(Catalog.Find(collection) is not { } found || QueryPlanner.Choose(found, query).IsSorted);

    public ValueTask<SearchPlan> ExplainAsync(
        CollectionName collection, StoreQuery query, bool isExecuted, CancellationToken cancellationToken)
    {
        if (Catalog.Find(collection) is not { } found)
            return new(new SearchPlan(null, false, false, IsSorted: true, isExecuted ? new SearchRun(0, 0, 0, TimeSpan.Zero) : null));
        QueryPlan plan = QueryPlanner.Choose(found, query);
        IndexInfo? index = plan.Ranges is null ? null : plan.Index ?? QueryPlanner.Ids;
        return new(new SearchPlan(
            index is null ? null : ToDefinition(index), plan.IsReversed, index is { IsMultikey: true }, plan.IsSorted,
            isExecuted ? QueryRun.Measure(Session, found, query, plan, cancellationToken) : null));
    }

    public ValueTask<IReadOnlyList<CollectionName>> ListCollectionsAsync(string source) => new(ListCollections(source));

    /// <summary>The collections of a data source.</summary>
    public IReadOnlyList<CollectionName> ListCollections(string source) =>
        [.. Catalog.Collections.Select(collection => collection.Name).Where(name => name.Source == source)];

    public ValueTask<CollectionSize?> MeasureAsync(CollectionName collection)
    {
        if (Catalog.Find(collection) is not { } found) return new((CollectionSize?)null);
        var indexes = new Dictionary<string, long> { [QueryPlanner.Ids.Name] = Sum("k", found.Table) };
        foreach (IndexInfo index in found.Indexes) indexes[index.Name] = Sum("k", index.Table);
        long documents = (long)Session.Scalar($"SELECT count(*) FROM {found.Table}")!;
        return new(new CollectionSize(documents, Sum("v", found.Table), indexes));

        long Sum(string column, string table) => (long)Session.Scalar($"SELECT coalesce(sum(length({column})), 0) FROM {table}")!;
    }

    public ValueTask<IReadOnlyList<IndexDefinition>> ListIndexesAsync(CollectionName collection) =>
        new((Catalog.Find(collection)?.Indexes ?? []).Select(ToDefinition).ToArray());

    public ValueTask<IReadOnlyList<IndexUse>> ListIndexUsesAsync(CollectionName collection) => new(Catalog.Find(collection) is { } found
        ? found.Indexes.Prepend(QueryPlanner.Ids)
            .Select(index => new IndexUse(ToDefinition(index), Session.Uses.Of(found, index.Id), Session.Uses.Since)).ToArray()
        : []);

    private static IndexDefinition ToDefinition(IndexInfo index) =>
        new(new BsonDocument(index.Fields.Select(field => new BsonElement(field.Path.Text, field.IsDescending ? -1 : 1))))
        {
            Name = index.Name,
            IsUnique = index.IsUnique,
            IsSparse = index.IsSparse,
        };
}
