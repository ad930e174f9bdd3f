using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql.Expressions;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary><c>$documents</c>: documents that stand in the pipeline itself, in the place of those of a collection.</summary>
internal sealed class DocumentsStage(Expression documents) : Stage
{
    public override IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation) =>
        Evaluate(run.Scope).ToAsyncEnumerable();

    public static Stage Parse(string name, BsonValue specification, StageScope scope) =>
        new DocumentsStage(scope.Expressions.Parse(specification));

    /// <summary>Whether a pipeline begins with documents of its own, so that it needs no collection.</summary>
    public static bool Begins(BsonArray stages) =>
        stages.Count > 0 && stages[0] is BsonDocument { ElementCount: 1 } first && first.GetElement(0).Name == "$documents";

    private IEnumerable<BsonDocument> Evaluate(EvaluationScope scope)
    {
        BsonArray array = documents.Evaluate(scope.Over([])) as BsonArray
            ?? throw DocumentException.Numbered(5858203, "error during aggregation: $documents needs an array of documents");
        return array.Select(item => item as BsonDocument ?? throw DocumentException.Numbered(
            40228, $"'$documents' needs documents, but an item is of type {Types.Name(item)}"));
    }
}
