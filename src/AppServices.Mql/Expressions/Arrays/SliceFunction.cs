using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary><c>$slice</c>: a part of an array, as an expression and as a projection.</summary>
internal static class SliceFunction
{
    public static BsonValue Apply(BsonValue?[] values)
    {
        if (Types.IsNullish(values[0])) return BsonNull.Value;
        foreach (BsonValue? value in values)
            if (Types.IsNullish(value)) return BsonNull.Value;
        BsonArray array = values[0] as BsonArray
            ?? throw DocumentException.Numbered(
                28724, $"First argument to $slice must be an array, but is of type: {Types.Name(values[0])}");
        int second = Whole("Second", values[1]!, 28725, 28726);
        if (values.Length == 2) return Slice(array, second);
        int third = Whole("Third", values[2]!, 28727, 28728);
        return third > 0
            ? Slice(array, second, third)
            : throw DocumentException.Numbered(28729, $"Third argument to $slice must be positive: {third}");
    }

    /// <summary>The first few items, or the last few if the count is negative.</summary>
    public static BsonArray Slice(BsonArray array, int count) => count >= 0
        ? Slice(array, 0, count)
        : Slice(array, count, count == int.MinValue ? int.MaxValue : -count);

    /// <summary>Some items from a place on, which counts from the end if it is negative.</summary>
    public static BsonArray Slice(BsonArray array, int start, int count)
    {
        int from = start < 0 ? Math.Max(0, array.Count + start) : Math.Min(start, array.Count);
        int to = (int)Math.Min((long)from + count, array.Count);
        var slice = new BsonArray(to - from);
        for (int i = from; i < to; i++) slice.Add(array[i]);
        return slice;
    }

    private static int Whole(string which, BsonValue value, int notNumber, int notWhole)
    {
        if (!Types.IsNumber(value))
            throw DocumentException.Numbered(notNumber, $"{which} argument to $slice must be numeric, but is of type: {Types.Name(value)}");
        return WholeNumber.TryInt32(value, out int whole)
            ? whole
            : throw DocumentException.Numbered(
                notWhole, $"{which} argument to $slice can't be represented as a 32-bit integer: {Types.Show(value)}");
    }
}
