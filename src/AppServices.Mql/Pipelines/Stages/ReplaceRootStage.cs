using AppServices.Mql.Expressions;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary><c>$replaceRoot</c> and <c>$replaceWith</c>: another document in place of each.</summary>
internal sealed class ReplaceRootStage(Expression root) : DocumentStage
{
    public override BsonDocument? Apply(BsonDocument document, EvaluationScope scope)
    {
        BsonValue? value = root.Evaluate(scope.Over(document));
        return value as BsonDocument ?? throw DocumentException.Numbered(40228,
            $"'newRoot' expression must evaluate to an object, but resulting value was: {Types.Show(value)}. Type of resulting value: "
                + $"'{Types.Name(value)}'.");
    }

    public static Stage ParseRoot(string name, BsonValue specification, StageScope scope)
    {
        var options = new StageOptions(name, specification, 40229, 40415, "newRoot");
        return new ReplaceRootStage(scope.Expressions.Parse(options.Required("newRoot", 40414)));
    }

    public static Stage ParseWith(string name, BsonValue specification, StageScope scope) =>
        new ReplaceRootStage(scope.Expressions.Parse(specification));
}
