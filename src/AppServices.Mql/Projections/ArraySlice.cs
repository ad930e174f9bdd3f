using System;
using AppServices.Mql.Expressions.Arrays;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Projections;

/// <summary><c>$slice</c> of a projection: the first or last items of an array, or some after others.</summary>
internal static class ArraySlice
{
    /// <returns>Null where the operand is that of the expression of the same name.</returns>
    /// <exception cref="DocumentException">The operand is not valid.</exception>
    public static Func<BsonArray, BsonArray>? TryParse(BsonValue operand)
    {
        if (Types.IsNumber(operand))
        {
            int count = Clamp(operand);
            return array => SliceFunction.Slice(array, count);
        }
        if (operand is not BsonArray { Count: > 0 } pair || !Types.IsNumber(pair[0])) return null;
        if (pair.Count != 2)
            throw DocumentException.Numbered(
                pair.Count == 3 ? 28724 : 28667,      // with three, the first would have to be an array
                $"Expression $slice takes exactly 2 arguments in a projection. {pair.Count} were passed in.");
        if (!Types.IsNumber(pair[1]) || Clamp(pair[1]) is not (> 0 and int most))
            throw DocumentException.Numbered(
                28724,
                $"First argument to $slice must be an array, or the second one must be a positive number, but is {Types.Show(pair[1])}");
        int start = Clamp(pair[0]);
        return array => SliceFunction.Slice(array, start, most);
    }

    private static int Clamp(BsonValue value) => (int)Math.Clamp(Number.ToDouble(value), int.MinValue, int.MaxValue);
}
