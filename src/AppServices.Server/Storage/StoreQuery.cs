using AppServices.Mql;
using AppServices.Mql.Sorting;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>A search that a store can plan.</summary>
/// <param name="Filter">What matches.</param>
internal sealed record StoreQuery(StoreFilter Filter)
{
    private const long MaxSortedBytes = 100L * 1024 * 1024;

    /// <summary>The order; no fields for that in which the documents are found.</summary>
    public SortOrder Sort { get; init; } = SortOrder.None;

    /// <summary>How many to leave out.</summary>
    public long Skip { get; init; }

    /// <summary>How many at most; 0 for all.</summary>
    public long Limit { get; init; }

    /// <summary>Whether who asks will stop before the end, for which an index in the order pays as for a limit.</summary>
    public bool StopsEarly { get; init; }

    /// <summary>The index to use, by its name or its fields; null for whichever is best.</summary>
    public BsonValue? Hint { get; init; }

    /// <summary>Where the last document wanted ends among those that match.</summary>
    public long End => Limit > 0 && Limit <= long.MaxValue - Skip ? Skip + Limit : long.MaxValue;

    /// <summary>What sorting may take.</summary>
    public static MemoryBudget SortMemory() => new("Sort", MaxSortedBytes)
    {
        Refusal = static () => new DocumentException(292, "QueryExceededMemoryLimitNoDiskUseAllowed",
            $"Sort exceeded memory limit of {MaxSortedBytes} bytes. Make an index on the sorted fields, or ask for fewer documents."),
    };
}
