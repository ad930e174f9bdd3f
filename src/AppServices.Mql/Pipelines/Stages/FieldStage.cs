using AppServices.Mql.Expressions;
using AppServices.Mql.Projections;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary><c>$project</c>, <c>$addFields</c>, <c>$set</c> and <c>$unset</c>: documents with other fields.</summary>
internal sealed class FieldStage(ProjectedFields rules) : DocumentStage
{
    public override BsonDocument? Apply(BsonDocument document, EvaluationScope scope) => rules.Apply(document, scope.Over(document));

    public static Stage ParseProjection(string name, BsonValue specification, StageScope scope)
    {
        BsonDocument projection = specification as BsonDocument
            ?? throw DocumentException.Numbered(15969, "$project specification must be an object");
        if (projection.ElementCount == 0)
            throw DocumentException.Numbered(
                51272, "Invalid $project :: caused by :: projection specification must have at least one field");
        return new FieldStage(ProjectionParser.Parse(projection, ProjectionMode.Stage, scope.Expressions, out _));
    }

    public static Stage ParseAddition(string name, BsonValue specification, StageScope scope) =>
        new FieldStage(ProjectedFieldParser.ParseAddition(name, specification, scope.Expressions));

    public static Stage ParseRemoval(string name, BsonValue specification, StageScope scope) =>
        new FieldStage(ProjectedFieldParser.ParseRemoval(specification));
}
