using System;
using System.Numerics;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>Numbers of any type as integers of 64 bits.</summary>
internal static class WholeNumber
{
    private const double Limit = 9223372036854775808.0;      // 2^63
    private const int MaxDigits = 19;

    /// <summary>A number without its fraction; false for what is no number, not finite or too large.</summary>
    public static bool TryTruncate(BsonValue? value, out long whole)
    {
        switch (value)
        {
            case BsonInt32 number:
                whole = number.Value;
                return true;
            case BsonInt64 number:
                whole = number.Value;
                return true;
            case BsonDouble { Value: >= -Limit and < Limit and var number }:
                whole = (long)number;
                return true;
            case BsonDecimal128 number when !Decimal128.IsNaN(number.Value) && !Decimal128.IsInfinity(number.Value):
                return TryTruncate(BigDecimal.Of(number.Value).Strip(), out whole);
            default:
                whole = 0;
                return false;
        }
    }

    /// <summary>A number that is whole; false for every other value.</summary>
    public static bool TryExact(BsonValue? value, out long whole) => TryTruncate(value, out whole) && value switch
    {
        BsonDouble number => number.Value == Math.Truncate(number.Value),
        BsonDecimal128 number => BigDecimal.Of(number.Value).Strip().Exponent >= 0,
        _ => true,
    };

    /// <summary>A number that is whole and fits 32 bits; false for every other value.</summary>
    public static bool TryInt32(BsonValue? value, out int whole)
    {
        bool fits = TryExact(value, out long wide) && wide is >= int.MinValue and <= int.MaxValue;
        whole = fits ? (int)wide : 0;
        return fits;
    }

    /// <summary>
    /// A number as MongoDB takes one for an integer of 64 bits where it asks no questions: doubles lose their fractions, decimals are
    /// rounded, what is too large becomes the largest, and what is no number zero.
    /// </summary>
    public static long Coerce(BsonValue number)
    {
        if (number is BsonDecimal128 { Value: var given } && Number.IsFinite(given))
        {
            BigDecimal value = BigDecimal.Of(given);
            if (value.Exponent > MaxDigits) return value.IsNegative ? long.MinValue : value.IsZero ? 0 : long.MaxValue;
            number = new BsonDecimal128(value.Quantize(0, MidpointRounding.ToEven).ToDecimal128());
        }
        if (TryTruncate(number, out long whole)) return whole;
        return NumberOrder.IsNaN(number) ? 0 : NumberOrder.Compare(number, new BsonInt32(0)) < 0 ? long.MinValue : long.MaxValue;
    }

    private static bool TryTruncate(BigDecimal parts, out long whole)
    {
        whole = 0;
        if (parts.Exponent > MaxDigits) return false;
        BigInteger value = parts.Exponent >= 0
            ? parts.Coefficient * BigInteger.Pow(10, parts.Exponent)
            : BigInteger.Divide(parts.Coefficient, BigInteger.Pow(10, -parts.Exponent));
        if (value < long.MinValue || value > long.MaxValue) return false;
        whole = (long)value;
        return true;
    }
}
