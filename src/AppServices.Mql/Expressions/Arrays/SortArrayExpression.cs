using System;
using System.Linq;
using AppServices.Mql.Sorting;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary><c>$sortArray</c>: the items of an array in the order of the items themselves, or of fields that they have.</summary>
internal sealed class SortArrayExpression(Expression input, ItemSort sort) : Expression
{
    public override BsonValue Evaluate(EvaluationScope scope)
    {
        BsonValue? value = input.Evaluate(scope);
        if (Types.IsNullish(value)) return BsonNull.Value;
        BsonArray array = value as BsonArray
            ?? throw DocumentException.Numbered(
                2942504, $"The input argument to $sortArray must be an array, but was of type: {Types.Name(value)}");
        var items = new BsonValue[array.Count];
        array.CopyTo(items, 0);
        return new BsonArray(sort.Sort(items, scope.Cancellation));
    }

    public static SortArrayExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 2942500, 2942501, "input", "sortBy");
        Expression input = arguments.Required("input", 2942502);
        BsonValue sortBy = arguments.Raw("sortBy", 2942503);
        return sortBy switch
        {
            { IsNumeric: true } when !IsDirection(sortBy) =>
                throw DocumentException.Numbered(2942506, $"The $sort element value must be either 1 or -1, not {sortBy}"),
            BsonDocument fields when !fields.Values.All(IsDirection) =>
                throw DocumentException.Numbered(2942505, "The $sort element value must be either 1 or -1"),
            BsonDocument or { IsNumeric: true } => new SortArrayExpression(input, ItemSort.Parse(sortBy)),
            _ =>
                throw DocumentException.Numbered(
                    2942507, $"The sortBy of $sortArray must be 1, -1 or a document, not of type {Types.Name(sortBy)}"),
        };
    }

    private static bool IsDirection(BsonValue value) => value is { IsNumeric: true } && Math.Abs(value.ToDouble()) == 1;
}
