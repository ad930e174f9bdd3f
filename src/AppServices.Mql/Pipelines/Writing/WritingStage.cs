using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Pipelines.Stages;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Writing;

/// <summary>A stage that writes the documents to a collection and lets none through. It is the last one.</summary>
internal abstract class WritingStage : Stage
{
    public sealed override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await WriteAsync(source, run, cancellation);
        yield break;
    }

    protected abstract Task WriteAsync(IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation);
}
