using System.Collections.Generic;
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
    public PipelineStart Where(Predicate predicate) =>
        this with { Filter = Filter is null ? predicate : new AndPredicate([Filter, predicate]) };

    /// <summary>The same with the variables of a scope.</summary>
    public PipelineStart Bind(EvaluationScope scope) =>
        Filter?.Bind(scope) is { } bound && bound != Filter ? this with { Filter = bound } : this;
}
