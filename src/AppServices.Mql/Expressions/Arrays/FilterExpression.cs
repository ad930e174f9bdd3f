using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary><c>$filter</c>: the items of an array that a condition holds for.</summary>
internal sealed class FilterExpression(Expression input, Variable item, Expression condition, Expression? limit) : Expression
{
    public override BsonValue Evaluate(EvaluationScope scope)
    {
        BsonValue? value = input.Evaluate(scope);
        int most = limit is null ? int.MaxValue : Limit(limit.Evaluate(scope));
        if (Types.IsNullish(value)) return BsonNull.Value;
        BsonArray array = value as BsonArray
            ?? throw DocumentException.Numbered(28651, $"input to $filter must be an array not {Types.Name(value)}");
        var kept = new BsonArray();
        for (int i = 0; i < array.Count && kept.Count < most; i++)
        {
            scope.Cancellation.ThrowIfCancellationRequested();
            if (Operand.ToBoolean(condition.Evaluate(scope.With(item, array[i])))) kept.Add(array[i]);
        }
        return kept;
    }

    public static FilterExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 28646, 28647, "input", "as", "cond", "limit");
        Expression input = arguments.Required("input", 28648);
        Variable item = ItemVariable.Parse(arguments.Raw("as"));
        return new FilterExpression(input, item, parser.With(item).Parse(arguments.Raw("cond", 28650)), arguments.Optional("limit"));
    }

    private static int Limit(BsonValue? value)
    {
        if (Types.IsNullish(value)) return int.MaxValue;
        if (!WholeNumber.TryInt32(value, out int limit))
            throw DocumentException.Numbered(327391, $"$filter: limit must be represented as a 32-bit integral value: {Types.Show(value)}");
        return limit > 0 ? limit : throw DocumentException.Numbered(327392, $"$filter: limit must be greater than 0: {limit}");
    }
}
