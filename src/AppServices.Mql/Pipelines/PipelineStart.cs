using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Expressions;
using AppServices.Mql.Queries;
using AppServices.Mql.Sorting;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines;

/// <summary>
/// The beginning of a pipeline as a query, which a store can answer with its indexes: first the filter, then the order, then
/// what is skipped, then the limit.
/// </summary>
internal sealed record PipelineStart
{
    /// <summary>Every document.</summary>
    public static PipelineStart Everything { get; } = new();

    /// <summary>Which documents are wanted; null for all.</summary>
    public Predicate? Filter { get; init; }

    /// <summary>The queries of the filter as they were written; the filter may ask for more.</summary>
    public IReadOnlyList<BsonDocument> Queries { get; init; } = [];

    /// <summary>Their order; null for any.</summary>
    public SortOrder? Sort { get; init; }

    public long Skip { get; init; }

    /// <summary>How many are wanted at most; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>The index that the store is to use, by its name or its fields; null for whichever is best.</summary>
    public BsonValue? Hint { get; init; }

    /// <summary>How many documents have to be known in order; null for all.</summary>
    public long? SortLimit => Limit <= long.MaxValue - Skip ? Skip + Limit : null;

    /// <summary>The same with one more condition.</summary>
    public PipelineStart Where(Predicate predicate) => this with { Filter = Filter is null ? predicate : new AndPredicate([Filter, predicate]) };

    /// <summary>The same with the variables of a scope.</summary>
    public PipelineStart Bind(EvaluationScope scope) => Filter?.Bind(scope) is { } bound && bound != Filter ? this with { Filter = bound } : this;

    /// <summary>Applies all of it to the documents of a collection that were read without help of an index.</summary>
    public async IAsyncEnumerable<BsonDocument> ApplyAsync(
        IAsyncEnumerable<BsonDocument> documents, long memoryLimit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IAsyncEnumerable<BsonDocument> found = Filter is null ? documents : FilterAsync(documents, Filter, cancellation);
        if (Sort is not null) found = SortAsync(found, memoryLimit, cancellation);
        long skipped = 0, taken = 0;
        if (Limit == 0) yield break;
        await foreach (BsonDocument document in found.WithCancellation(cancellation))
        {
            if (skipped++ < Skip) continue;
            yield return document;
            if (++taken == Limit) yield break;
        }
    }

    private static async IAsyncEnumerable<BsonDocument> FilterAsync(
        IAsyncEnumerable<BsonDocument> documents, Predicate filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (BsonDocument document in documents.WithCancellation(cancellation))
            if (filter.Matches(document)) yield return document;
    }

    private async IAsyncEnumerable<BsonDocument> SortAsync(
        IAsyncEnumerable<BsonDocument> documents, long memoryLimit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sorter = new DocumentSorter<BsonDocument>(Sort!, SortLimit ?? long.MaxValue, new MemoryBudget("$sort", memoryLimit), cancellation);
        await foreach (BsonDocument document in documents.WithCancellation(cancellation)) sorter.Add(document, document, DocumentLimits.SizeOf(document));
        foreach (BsonDocument document in sorter.Sorted()) yield return document;
    }
}
