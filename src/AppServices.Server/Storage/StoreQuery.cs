using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Queries;
using AppServices.Mql.Sorting;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>A search that a store can plan.</summary>
/// <param name="Filter">What matches.</param>
internal sealed record StoreQuery(StoreFilter Filter)
{
    /// <summary>The name of the order in which documents came.</summary>
    public const string Natural = "$natural";

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

    /// <summary>The same in an order as people write it, which may be that in which the documents came, or the other way round.</summary>
    /// <exception cref="DocumentException">It is no order, or the hint asks for another one.</exception>
    public StoreQuery InOrder(BsonDocument? order)
    {
        if (order is null || !order.Contains(Natural)) return this with { Sort = SortOrder.Parse(order ?? []) };
        if (order.ElementCount > 1) throw DocumentException.BadValue("Cannot include '$natural' in compound sort");
        if (order[0] is not { IsNumeric: true } || order[0].ToDouble() is not (1 or -1))
            throw DocumentException.BadValue("$natural sort cannot be set to a value other than -1 or 1.");
        if (Hint is not null && !Hint.Equals(order)) throw DocumentException.BadValue("hint and $natural sort disagree");
        return this with { Hint = order };
    }

    /// <summary>The search for the documents whose field equals a value.</summary>
    public static StoreQuery Equal(string field, BsonValue value) =>
        new(StoreFilter.Parse(new BsonDocument(field, new BsonDocument("$eq", value)), CancellationToken.None));

    /// <summary>The search that the beginning of a pipeline is; a limit of no documents is not among what it can say.</summary>
    public static StoreQuery Of(PipelineStart start)
    {
        BsonDocument written = start.Queries switch
        {
            [] => [],
            [var only] => only,
            var several => new BsonDocument("$and", new BsonArray(several)),
        };
        return new StoreQuery(new StoreFilter(written, start.Filter ?? AndPredicate.Everything) { IsWritten = start.IsWritten })
        {
            Sort = start.Sort ?? SortOrder.None,
            Skip = start.Skip,
            Limit = start.Limit ?? 0,
            Hint = start.Hint,
        };
    }

    /// <summary>Of all documents that match, in their order, those that are asked for.</summary>
    public async IAsyncEnumerable<T> PartAsync<T>(
        IAsyncEnumerable<T> documents, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = 0;
        await foreach (T document in documents.WithCancellation(cancellationToken))
        {
            if (position++ < Skip) continue;
            yield return document;
            if (position >= End) yield break;
        }
    }

    /// <summary>The documents in the order that is asked for: all of them, or the first ones, where no more are asked for.</summary>
    /// <exception cref="DocumentException">There is too much to sort.</exception>
    public async IAsyncEnumerable<StoredDocument> InOrderAsync(
        IAsyncEnumerable<StoredDocument> documents, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sorter = new DocumentSorter<StoredDocument>(Sort, End, SortMemory(), cancellationToken);
        await foreach (StoredDocument stored in documents) sorter.Add(stored, stored.Document, stored.Body.Length);
        foreach (StoredDocument stored in sorter.Sorted()) yield return stored;
    }

    /// <summary>What sorting may take.</summary>
    public static MemoryBudget SortMemory() => new("Sort", MaxSortedBytes)
    {
        Refusal = static () => new DocumentException(292, "QueryExceededMemoryLimitNoDiskUseAllowed",
            $"Sort exceeded memory limit of {MaxSortedBytes} bytes. Make an index on the sorted fields, or ask for fewer documents."),
    };
}
