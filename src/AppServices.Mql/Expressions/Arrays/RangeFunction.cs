using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary><c>$range</c>: whole numbers from one up to another, in steps.</summary>
internal static class RangeFunction
{
    public static BsonValue Apply(BsonValue?[] values)
    {
        long start = Whole("starting", values[0], 34443, 34444), end = Whole("ending", values[1], 34445, 34446);
        long step = values.Length > 2 ? Whole("step", values[2], 34447, 34448) : 1;
        if (step == 0) throw DocumentException.Numbered(34449, "$range requires a non-zero step value");
        ArrayLimit.Check("$range", (end - start) / step);
        var range = new BsonArray();
        for (long number = start; step > 0 ? number < end : number > end; number += step) range.Add(new BsonInt32((int)number));
        return range;
    }

    private static int Whole(string which, BsonValue? value, int notNumber, int notWhole)
    {
        if (!Types.IsNumber(value))
            throw DocumentException.Numbered(
                notNumber, $"$range requires a numeric {which} value, found value of type: {Types.Name(value)}");
        return WholeNumber.TryInt32(value, out int whole)
            ? whole
            : throw DocumentException.Numbered(
                notWhole, $"$range requires a {which} value that can be represented as a 32-bit integer, found value: {value}");
    }
}
