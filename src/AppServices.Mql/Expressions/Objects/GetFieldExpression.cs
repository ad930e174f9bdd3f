using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Objects;

/// <summary><c>$getField</c>: the field of a name, which may have dots and dollar signs in it.</summary>
internal sealed class GetFieldExpression(Expression name, Expression input) : Expression
{
    public override bool IsConstant => name.IsConstant && input.IsConstant;

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        BsonValue? key = name.Evaluate(scope), value = input.Evaluate(scope);
        if (key is not BsonString text)
            throw DocumentException.Numbered(3041704, $"$getField requires 'field' to evaluate to type String, but got {Types.Name(key)}");
        return value switch
        {
            BsonDocument document => document.TryGetValue(text.Value, out BsonValue found) ? found : null,
            _ when value is not null && Types.IsNullish(value) => BsonNull.Value,
            _ => null,
        };
    }

    public static GetFieldExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        if (operand is not BsonDocument document || ExpressionParser.IsOperator(document))
            return new GetFieldExpression(parser.Parse(operand), new CurrentExpression());
        var arguments = new NamedArguments(name, operand, parser, 3041701, 3041701, "field", "input");
        return new GetFieldExpression(arguments.Required("field", 3041702), arguments.Required("input", 3041703));
    }
}
