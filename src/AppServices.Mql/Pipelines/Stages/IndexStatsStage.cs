using System.Collections.Generic;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary><c>$indexStats</c>: a document for each index of the collection, whose own documents are not read.</summary>
internal sealed class IndexStatsStage : Stage
{
    public override IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation) =>
        run.Collections.ReadIndexUsesAsync(run.Source, cancellation);

    public static Stage Parse(string name, BsonValue specification, StageScope scope) => specification is BsonDocument { ElementCount: 0 }
        ? new IndexStatsStage()
        : throw DocumentException.Numbered(28803, "The $indexStats stage specification must be an empty object");
}
