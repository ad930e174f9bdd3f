using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Sorting;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary><c>$sort</c>: the documents in an order.</summary>
/// <param name="order">The order.</param>
/// <param name="limit">How many of them are used; null for all.</param>
internal sealed class SortStage(SortOrder order, long? limit = null) : Stage
{
    public SortOrder Order => order;

    /// <summary>The same, where no more than so many documents are used.</summary>
    public SortStage WithLimit(long count) => new(order, count);

    public override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sorter = new DocumentSorter<BsonDocument>(order, limit ?? long.MaxValue, run.Memory("$sort"), cancellation);
        await foreach (BsonDocument document in source.WithCancellation(cancellation))
            sorter.Add(document, document, DocumentLimits.SizeOf(document));
        foreach (BsonDocument document in sorter.Sorted()) yield return document;
    }

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        BsonDocument keys = specification as BsonDocument
            ?? throw DocumentException.Numbered(15973, "the $sort key specification must be an object");
        return keys.ElementCount > 0
            ? new SortStage(SortOrder.Parse(keys))
            : throw DocumentException.Numbered(15976, "$sort stage must have at least one sort key");
    }
}
