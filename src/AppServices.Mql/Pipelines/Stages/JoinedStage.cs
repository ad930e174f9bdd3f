using System.Collections.Generic;
using System.Linq;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary>Several stages that look at one document at a time, in one pass.</summary>
internal sealed class JoinedStage(IEnumerable<Stage> stages) : Stage
{
    private readonly DocumentStage[] _stages = stages.Cast<DocumentStage>().ToArray();

    public override IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation) =>
        DocumentStage.RunAllAsync(_stages, source, run, cancellation);
}
