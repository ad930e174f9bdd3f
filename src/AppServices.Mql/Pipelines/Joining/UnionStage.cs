using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Joining;

/// <summary><c>$unionWith</c>: the documents, and after them those of another collection.</summary>
internal sealed class UnionStage(string collection, Pipeline pipeline) : Stage
{
    public override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (BsonDocument document in source.WithCancellation(cancellation)) yield return document;
        PipelineRun other = run with { Source = run.Source with { Name = collection } };
        await foreach (BsonDocument document in pipeline.RunAsync(other, cancellation)) yield return document;
    }

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        if (specification is BsonString all) return new UnionStage(all.Value, scope.ParseNested([], scope.Expressions));
        var options = new StageOptions(name, specification, 9, 40415, "coll", "pipeline");
        BsonArray stages = (options.Optional("pipeline") ?? new BsonArray()) as BsonArray
            ?? throw DocumentException.TypeMismatch(
                $"BSON field '$unionWith.pipeline' is the wrong type '{Types.Name(options.Optional("pipeline"))}', expected type 'array'");
        BsonValue? named = options.Optional("coll");
        if (named is null && !DocumentsStage.Begins(stages))
            throw DocumentException.FailedToParse(
                "$unionWith stage without explicit collection must have a pipeline with $documents as first stage");
        string collection = named switch
        {
            null => "",
            BsonString text => text.Value,
            _ => throw DocumentException.TypeMismatch(
                $"BSON field '$unionWith.coll' is the wrong type '{Types.Name(named)}', expected type 'string'"),
        };
        NestedStages.Refuse(stages, 31441, "within a $unionWith's sub-pipeline", "$out", "$merge");
        return new UnionStage(collection, scope.ParseNested(stages, scope.Expressions));
    }
}
