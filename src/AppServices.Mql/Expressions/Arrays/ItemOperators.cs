using System;
using AppServices.Mql.Expressions.Strings;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary>Single items of arrays: by their place, and by their value.</summary>
internal static class ItemOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Binary("$arrayElemAt", ItemAt);
        operators.Unary(
            "$first", static value => Array("$first's argument", value) is { } array ? array.Count > 0 ? array[0] : null : BsonNull.Value);
        operators.Unary(
            "$last", static value => Array("$last's argument", value) is { } array ? array.Count > 0 ? array[^1] : null : BsonNull.Value);
        operators.Binary("$in", Contains);
        operators.Several("$indexOfArray", 2, 4, IndexOf);
    }

    private static BsonValue? ItemAt(BsonValue? value, BsonValue? place)
    {
        if (Types.IsNullish(value) || Types.IsNullish(place)) return BsonNull.Value;
        BsonArray array = Array("$arrayElemAt's first argument", value)!;
        if (!Types.IsNumber(place))
            throw DocumentException.Numbered(28690, $"$arrayElemAt's second argument must be a numeric value, but is {Types.Name(place)}");
        if (!WholeNumber.TryInt32(place, out int index))
            throw DocumentException.Numbered(28691, $"$arrayElemAt's second argument must be representable as a 32-bit integer: {place}");
        if (index < 0) index += array.Count;
        return index >= 0 && index < array.Count ? array[index] : null;
    }

    private static BsonBoolean Contains(BsonValue? value, BsonValue? items)
    {
        BsonArray array = items as BsonArray
            ?? throw DocumentException.Numbered(40081, $"$in requires an array as a second argument, found: {Types.Name(items)}");
        return Types.Boolean(Find(array, value, 0, array.Count) >= 0);
    }

    private static BsonValue IndexOf(BsonValue?[] values)
    {
        if (Types.IsNullish(values[0])) return BsonNull.Value;
        BsonArray array = values[0] as BsonArray
            ?? throw DocumentException.Numbered(
                40090, $"$indexOfArray requires an array as a first argument, found: {Types.Name(values[0])}");
        int start = IndexOperators.Bound("$indexOfArray", values, 2, 0, 9711600, 9711601),
            end = IndexOperators.Bound("$indexOfArray", values, 3, array.Count, 9711600, 9711601);
        return new BsonInt32(Find(array, values[1], start, Math.Min(end, array.Count)));
    }

    private static int Find(BsonArray array, BsonValue? value, int start, int end)
    {
        for (int i = start; i < end; i++)
            if (BsonOrder.AreEqual(array[i], value)) return i;
        return -1;
    }

    private static BsonArray? Array(string what, BsonValue? value) => Types.IsNullish(value)
        ? null
        : value as BsonArray ?? throw DocumentException.Numbered(28689, $"{what} must be an array, but is {Types.Name(value)}");
}
