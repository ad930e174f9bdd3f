using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Expressions;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary>A stage that looks at one document at a time.</summary>
internal abstract class DocumentStage : Stage
{
    /// <summary>What becomes of a document; null when it goes.</summary>
    public abstract BsonDocument? Apply(BsonDocument document, EvaluationScope scope);

    /// <summary>The stage for a run with given variables.</summary>
    public virtual DocumentStage Bind(EvaluationScope scope) => this;

    public sealed override IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation) =>
        RunAllAsync([this], source, run, cancellation);

    /// <summary>Several such stages in one pass.</summary>
    public static async IAsyncEnumerable<BsonDocument> RunAllAsync(
        IReadOnlyList<DocumentStage> stages, IAsyncEnumerable<BsonDocument> source, PipelineRun run,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var bound = new DocumentStage[stages.Count];
        for (int i = 0; i < bound.Length; i++) bound[i] = stages[i].Bind(run.Scope);
        await foreach (BsonDocument document in source.WithCancellation(cancellation))
        {
            BsonDocument? result = document;
            for (int i = 0; i < bound.Length && result is not null; i++) result = bound[i].Apply(result, run.Scope);
            if (result is not null) yield return result;
        }
    }
}
