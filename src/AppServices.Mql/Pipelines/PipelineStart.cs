using System;
using System.Collections.Generic;
using System.Linq;
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

    /// <summary>Whether the queries are all that the filter asks for.</summary>
    public bool IsWritten { get; init; } = true;

    /// <summary>Their order; null for any.</summary>
    public SortOrder? Sort { get; init; }

    public long Skip { get; init; }

    /// <summary>How many are wanted at most; null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>The index that the store is to use, by its name or its fields; null for whichever is best.</summary>
    public BsonValue? Hint { get; init; }

    /// <summary>The same with one more condition.</summary>
    /// <param name="predicate">The condition.</param>
    /// <param name="query">The same as a query; null where nobody has written it as one.</param>
    public PipelineStart Where(Predicate predicate, BsonDocument? query = null) => this with
    {
        Filter = Filter is null ? predicate : new AndPredicate([Filter, predicate]),
        Queries = query is null ? Queries : [.. Queries, query],
        IsWritten = IsWritten && query is not null,
    };

    /// <summary>The same with the variables of a scope. A query that names any is one that nobody else can understand.</summary>
    public PipelineStart Bind(EvaluationScope scope) => Filter?.Bind(scope) is { } bound && bound != Filter
        ? this with { Filter = bound, Queries = [.. Queries.Where(static query => !NamesVariables(query))], IsWritten = false }
        : this;

    private static bool NamesVariables(BsonValue value) => value switch
    {
        BsonString text => text.Value.StartsWith("$$", StringComparison.Ordinal),
        BsonDocument document => document.Values.Any(NamesVariables),
        BsonArray array => array.Any(NamesVariables),
        _ => false,
    };
}
