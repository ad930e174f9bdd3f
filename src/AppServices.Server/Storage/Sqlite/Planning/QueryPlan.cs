using System.Collections.Generic;

namespace AppServices.Server.Storage.Sqlite.Planning;

/// <summary>How the documents of a query are found.</summary>
/// <param name="Index">The index to go by; null for that of <c>_id</c>, or for none.</param>
/// <param name="Ranges">The ranges to read in the index, in its order; null to read all documents as they came.</param>
/// <param name="IsReversed">Whether the ranges are read from their ends.</param>
/// <param name="IsSorted">Whether the documents come in the order that was asked for.</param>
/// <param name="Score">How much the plan is worth beside others.</param>
internal sealed record QueryPlan(IndexInfo? Index, IReadOnlyList<KeyRange>? Ranges, bool IsReversed, bool IsSorted, int Score)
{
    /// <summary>Reads every document, in the order in which they came or the other way round.</summary>
    public static QueryPlan Scan(bool isSorted, bool isReversed = false) => new(null, null, isReversed, isSorted, Score: 0);

    /// <summary>Reads a whole index.</summary>
    public static QueryPlan All(IndexInfo index, bool isSorted) => new(index, [KeyRange.Of([])], IsReversed: false, isSorted, Score: 0);
}
