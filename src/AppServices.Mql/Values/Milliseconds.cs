using System;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>Dates moved by a number of milliseconds.</summary>
internal static class Milliseconds
{
    /// <exception cref="DocumentException">The date would be out of range.</exception>
    public static BsonDateTime Add(BsonDateTime date, BsonValue milliseconds, string name)
    {
        double rounded = Math.Round(Number.ToDouble(milliseconds), MidpointRounding.AwayFromZero);
        if (!WholeNumber.TryExact(milliseconds, out long whole) && !WholeNumber.TryExact(new BsonDouble(rounded), out whole))
            throw Overflow(name);
        Int128 moved = (Int128)date.MillisecondsSinceEpoch + whole;
        return moved >= long.MinValue && moved <= long.MaxValue ? new BsonDateTime((long)moved) : throw Overflow(name);
    }

    private static DocumentException Overflow(string name) => DocumentException.Numbered(15, $"date overflow in {name}");
}
