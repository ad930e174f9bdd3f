using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines;

/// <summary>
/// A pipeline that makes of one document what it is to become, by stages that look at one document at a time. It holds no state,
/// so any number of threads can use it.
/// </summary>
internal sealed class DocumentPipeline
{
    private const string Id = "_id";

    private readonly DocumentStage[] _stages;

    private DocumentPipeline(DocumentStage[] stages) => _stages = stages;

    /// <param name="stages">The stages.</param>
    /// <param name="parser">Parses their expressions, for the operation that the update is part of.</param>
    /// <exception cref="DocumentException">A stage is not valid, or not one that updates may have.</exception>
    public static DocumentPipeline Parse(BsonArray stages, ExpressionParser parser)
    {
        var scope = new StageScope(parser, depth: 0, []);
        var parsed = new DocumentStage[stages.Count];
        for (int i = 0; i < parsed.Length; i++)
        {
            BsonElement stage = PipelineParser.Only(stages[i]);
            if (stage.Name is not ("$addFields" or "$set" or "$project" or "$unset" or "$replaceRoot" or "$replaceWith"))
                throw DocumentException.Numbered(72, $"{stage.Name} is not allowed to be used within an update");
            parsed[i] = (DocumentStage)StageTable.Parse(stage, scope);
        }
        return new DocumentPipeline(parsed);
    }

    /// <summary>What a document becomes.</summary>
    /// <param name="document">The document; where it has an <c>_id</c>, that is kept.</param>
    /// <param name="scope">The time of the operation, and the variables.</param>
    /// <exception cref="DocumentException">An expression fails, the <c>_id</c> would change, or the result is too large.</exception>
    public BsonDocument Apply(BsonDocument document, EvaluationScope scope)
    {
        BsonDocument result = document;
        foreach (DocumentStage stage in _stages) result = stage.Apply(result, scope)!;
        if (document.TryGetValue(Id, out BsonValue id)) result = WithId(result, id);
        DocumentLimits.Check(result);
        return result;
    }

    private static BsonDocument WithId(BsonDocument document, BsonValue id)
    {
        if (!document.TryGetValue(Id, out BsonValue changed)) return new BsonDocument(Id, id).AddRange(document.Elements);
        return BsonOrder.AreEqual(id, changed)
            ? document
            : throw DocumentException.ImmutableId(Id);
    }
}
