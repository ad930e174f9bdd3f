using System.Collections.Generic;
using System.Threading;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Pipelines.Writing;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines;

/// <summary>Parses pipelines. What it does not know it refuses by name.</summary>
internal static class PipelineParser
{
    private const int MaxStages = 1000;

    /// <param name="stages">The stages.</param>
    /// <param name="cancellation">Ends the operation that the pipeline is, also in the middle of one document.</param>
    /// <exception cref="DocumentException">The pipeline is not valid, or asks for what this store does not have.</exception>
    public static Pipeline Parse(BsonArray stages, CancellationToken cancellation)
    {
        var names = new List<string>();
        return Parse(stages, new StageScope(ExpressionParser.For(cancellation), depth: 0, names), names);
    }

    /// <summary>A pipeline in a given place.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="scope">The place.</param>
    /// <param name="names">The names of the stages around it, to which its own are added.</param>
    internal static Pipeline Parse(BsonArray stages, StageScope scope, List<string> names)
    {
        if (stages.Count > MaxStages)
            throw DocumentException.Numbered(7749501, $"Pipeline length must be no longer than {MaxStages} stages.");
        int first = names.Count;
        var parsed = new Stage[stages.Count];
        for (int i = 0; i < parsed.Length; i++)
        {
            BsonElement stage = Only(stages[i]);
            names.Add(stage.Name);
            parsed[i] = StageTable.Parse(stage, scope);
            if (parsed[i] is IndexStatsStage or DocumentsStage && i > 0)
                throw DocumentException.Numbered(40602, $"{stage.Name} is only valid as the first stage in a pipeline");
            if (parsed[i] is WritingStage && i < parsed.Length - 1)
                throw DocumentException.Numbered(40601, $"{stage.Name} can only be the final stage in the pipeline");
        }
        return new Pipeline(parsed, names.GetRange(first, names.Count - first));
    }

    /// <summary>The one operator that a stage is.</summary>
    internal static BsonElement Only(BsonValue stage)
    {
        BsonDocument document = stage as BsonDocument
            ?? throw DocumentException.TypeMismatch("Each element of the 'pipeline' array must be an object");
        return document.ElementCount == 1
            ? document.GetElement(0)
            : throw DocumentException.Numbered(40323, "A pipeline stage specification object must contain exactly one field.");
    }
}
