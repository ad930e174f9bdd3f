using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary><c>$map</c>: what an expression makes of each item of an array.</summary>
internal sealed class MapExpression(Expression input, Variable item, Variable? place, Expression result) : Expression
{
    public override BsonValue Evaluate(EvaluationScope scope)
    {
        BsonValue? value = input.Evaluate(scope);
        if (Types.IsNullish(value)) return BsonNull.Value;
        BsonArray array = value as BsonArray
            ?? throw DocumentException.Numbered(16883, $"input to $map must be an array not {Types.Name(value)}");
        var mapped = new BsonArray(array.Count);
        var limits = new ValueLimits();
        for (int i = 0; i < array.Count; i++)
        {
            scope.Cancellation.ThrowIfCancellationRequested();
            EvaluationScope inner = scope.With(item, array[i]);
            if (place is not null) inner = inner.With(place, new BsonInt32(i));
            BsonValue made = result.Evaluate(inner) ?? BsonNull.Value;
            limits.Add(made);
            mapped.Add(made);
        }
        return mapped;
    }

    public static MapExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 16878, 16879, "input", "as", "arrayIndexAs", "in");
        Expression input = arguments.Required("input", 16880);
        Variable item = ItemVariable.Parse(arguments.Raw("as"));
        Variable? place = arguments.Raw("arrayIndexAs") is { } index ? ItemVariable.Parse(index, "arrayIndexAs") : null;
        if (place?.Name == item.Name)
            throw DocumentException.FailedToParse($"'as' and 'arrayIndexAs' of $map cannot both be '{item.Name}'");
        ExpressionParser inner = place is null ? parser.With(item) : parser.With(item).With(place);
        return new MapExpression(input, item, place, inner.Parse(arguments.Raw("in", 16882)));
    }
}
