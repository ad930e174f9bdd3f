using System.Globalization;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>Numbers of the four types as .NET has them.</summary>
internal static class Number
{
    /// <summary>The nearest double.</summary>
    public static double ToDouble(BsonValue number) => number switch
    {
        BsonDouble value => value.Value,
        BsonInt32 value => value.Value,
        BsonInt64 value => value.Value,
        _ when NumberOrder.IsNaN(number) => double.NaN,
        _ when NumberOrder.Infinity(number) is not 0 and int sign => sign * double.PositiveInfinity,
        _ => double.Parse(number.AsDecimal128.ToString(), CultureInfo.InvariantCulture),
    };

    /// <summary>The number as a decimal; a double by its first 15 digits.</summary>
    public static Decimal128 ToDecimal(BsonValue number) => number switch
    {
        BsonDecimal128 value => value.Value,
        BsonDouble value => ToDecimal(value.Value),
        _ => new Decimal128(number.ToInt64()),
    };

    /// <summary>A double as a decimal of 15 digits.</summary>
    public static Decimal128 ToDecimal(double value) => value switch
    {
        double.NaN => Decimal128.QNaN,
        double.PositiveInfinity => Decimal128.PositiveInfinity,
        double.NegativeInfinity => Decimal128.NegativeInfinity,
        _ => BigDecimal.Of(value).ToDecimal128(),
    };

    /// <summary>An integer in the smallest type that holds it.</summary>
    public static BsonValue Narrow(long value) =>
        value is >= int.MinValue and <= int.MaxValue ? new BsonInt32((int)value) : new BsonInt64(value);

    /// <summary>Whether a decimal has a finite value.</summary>
    public static bool IsFinite(Decimal128 value) => !Decimal128.IsNaN(value) && !Decimal128.IsInfinity(value);
}
