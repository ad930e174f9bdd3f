using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary><c>$reduce</c>: one value, made of the items of an array one after the other.</summary>
internal sealed class ReduceExpression(Expression input, Expression initial, Variable total, Variable item, Expression next) : Expression
{
    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        BsonValue? value = input.Evaluate(scope);
        if (Types.IsNullish(value)) return BsonNull.Value;
        BsonArray array = value as BsonArray
            ?? throw DocumentException.Numbered(40080, $"input to $reduce must be an array not {Types.Name(value)}");
        BsonValue? result = initial.Evaluate(scope);
        for (int i = 0; i < array.Count; i++)
        {
            scope.Cancellation.ThrowIfCancellationRequested();
            result = next.Evaluate(scope.With(total, result).With(item, array[i]));
        }
        return result;
    }

    public static ReduceExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 40075, 40076, "input", "initialValue", "in");
        Variable total = new("value"), item = new("this");
        return new ReduceExpression(
            arguments.Required("input", 40077),
            arguments.Required("initialValue", 40078),
            total,
            item,
            parser.With(total).With(item).Parse(arguments.Raw("in", 40079)));
    }
}
