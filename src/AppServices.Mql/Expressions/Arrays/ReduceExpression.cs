using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary><c>$reduce</c>: one value, made of the items of an array one after the other.</summary>
internal sealed class ReduceExpression(Expression input, Expression initial, Variable total, Variable item, Expression next) : Expression
{
    private const long RecountBytes = 1024 * 1024;

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        BsonValue? value = input.Evaluate(scope);
        if (Types.IsNullish(value)) return BsonNull.Value;
        BsonArray array = value as BsonArray
            ?? throw DocumentException.Numbered(40080, $"input to $reduce must be an array not {Types.Name(value)}");
        BsonValue? result = initial.Evaluate(scope);
        long before = scope.Memory?.Used ?? 0, recount = before + RecountBytes;
        for (int i = 0; i < array.Count; i++)
        {
            scope.Cancellation.ThrowIfCancellationRequested();
            result = next.Evaluate(scope.With(total, result).With(item, array[i]));
            // Of all that was made on the way the last value remains; to count it each time would take long.
            if (scope.Memory is not { } memory || memory.Used < recount) continue;
            memory.Keep(before, result);
            recount = (2 * memory.Used) - before + RecountBytes;
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
