using System.Collections.Generic;

namespace AppServices;

/// <summary>Which documents of a query are wanted, and what of them. What is null is left to the service.</summary>
public sealed record FindOptions
{
    /// <summary>The fields that are wanted, as a projection document.</summary>
    public object? Projection { get; init; }

    /// <summary>The order, as a document.</summary>
    public object? Sort { get; init; }

    /// <summary>How many documents at most; at least 1.</summary>
    public long? Limit { get; init; }
}

/// <summary>How one document is found, changed and returned. What is null is left to the service.</summary>
public sealed record FindAndModifyOptions
{
    /// <summary>Whether a document is inserted when none matches.</summary>
    public bool Upsert { get; init; }

    /// <summary>Whether the document is returned as it is afterwards, not as it was before.</summary>
    public bool ReturnNew { get; init; }

    /// <summary>Which elements of arrays the update means; of updates only.</summary>
    public IReadOnlyList<object?>? ArrayFilters { get; init; }
}

/// <summary>What an update did. Source: client-api 7.1, 7.3.</summary>
/// <param name="MatchedCount">How many documents matched.</param>
/// <param name="ModifiedCount">How many of them are different now.</param>
/// <param name="UpsertedId">The id of a document that was inserted because none matched, in the caller's format; null for none.</param>
public sealed record UpdateResult(long MatchedCount, long ModifiedCount, object? UpsertedId);

/// <summary>What many writes did. Source: client-api 17.2.</summary>
public sealed record BulkWriteResult
{
    /// <summary>How many documents were inserted.</summary>
    public long InsertedCount { get; init; }

    /// <summary>How many documents matched the filters of updates and replacements.</summary>
    public long MatchedCount { get; init; }

    /// <summary>How many of them are different now.</summary>
    public long ModifiedCount { get; init; }

    /// <summary>How many documents were deleted.</summary>
    public long DeletedCount { get; init; }

    /// <summary>The ids of inserted documents, by the places of their operations.</summary>
    public IReadOnlyList<(int Index, object? Id)> InsertedIds { get; init; } = [];

    /// <summary>The ids of documents that were inserted because none matched, by the places of their operations.</summary>
    public IReadOnlyList<(int Index, object? Id)> UpsertedIds { get; init; } = [];

    /// <summary>What failed, by the places of the operations.</summary>
    public IReadOnlyList<(int Index, AppServicesException Error)> Errors { get; init; } = [];
}
