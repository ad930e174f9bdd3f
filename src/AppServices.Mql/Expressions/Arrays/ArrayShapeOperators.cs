using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary>Whether a value is an array, how long one is, and arrays joined and turned round.</summary>
internal static class ArrayShapeOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Unary("$isArray", static value => Types.Boolean(value is BsonArray));
        operators.Unary("$size", static value => value is BsonArray array
            ? new BsonInt32(array.Count)
            : throw DocumentException.Numbered(17124, $"The argument to $size must be an array, but was of type: {Types.Name(value)}"));
        operators.Unary("$reverseArray", Reverse);
        operators.Several("$concatArrays", 0, Arguments.Unlimited, Concatenate);
    }

    private static BsonValue Reverse(BsonValue? value)
    {
        if (Types.IsNullish(value)) return BsonNull.Value;
        BsonArray array = value as BsonArray
            ?? throw DocumentException.Numbered(
                34435, $"The argument to $reverseArray must be an array, but was of type: {Types.Name(value)}");
        var reversed = new BsonArray(array.Count);
        for (int i = array.Count - 1; i >= 0; i--) reversed.Add(array[i]);
        return reversed;
    }

    private static BsonValue Concatenate(BsonValue?[] values)
    {
        var joined = new BsonArray();
        foreach (BsonValue? value in values)
        {
            if (Types.IsNullish(value)) return BsonNull.Value;
            BsonArray array = value as BsonArray
                ?? throw DocumentException.Numbered(28664, $"$concatArrays only supports arrays, not {Types.Name(value)}");
            ArrayLimit.Check("$concatArrays", joined.Count + (long)array.Count);
            joined.AddRange(array);
        }
        return ValueLimits.Check(joined);
    }
}
