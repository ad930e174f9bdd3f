using System.Collections.Generic;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary>
/// One step of a pipeline: documents in, documents out. It holds no state of a run, and never changes a document that it is
/// given, for others may hold it too.
/// </summary>
internal abstract class Stage
{
    public abstract IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation);
}
