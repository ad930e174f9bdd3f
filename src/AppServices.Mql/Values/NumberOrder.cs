using System;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>Compares numbers of all four types by their exact values. NaN is less than any other number and equal to itself.</summary>
internal static class NumberOrder
{
    public static int Compare(BsonValue left, BsonValue right) => (left, right) switch
    {
        (BsonInt32 a, BsonInt32 b) => a.Value.CompareTo(b.Value),
        (BsonInt32 or BsonInt64, BsonInt32 or BsonInt64) => left.ToInt64().CompareTo(right.ToInt64()),
        (BsonDouble a, BsonDouble b) => a.Value.CompareTo(b.Value),
        (BsonInt32 or BsonInt64, BsonDouble b) => Compare(left.ToInt64(), b.Value),
        (BsonDouble a, BsonInt32 or BsonInt64) => -Compare(right.ToInt64(), a.Value),
        _ => CompareDecimals(left, right),
    };

    /// <summary>Whether a number is NaN.</summary>
    public static bool IsNaN(BsonValue number) => number switch
    {
        BsonDouble value => double.IsNaN(value.Value),
        BsonDecimal128 value => Decimal128.IsNaN(value.Value),
        _ => false,
    };

    /// <summary>-1 or 1 for an infinity, 0 for every other number.</summary>
    public static int Infinity(BsonValue number) => number switch
    {
        BsonDouble { Value: double.PositiveInfinity } => 1,
        BsonDouble { Value: double.NegativeInfinity } => -1,
        BsonDecimal128 value when Decimal128.IsPositiveInfinity(value.Value) => 1,
        BsonDecimal128 value when Decimal128.IsNegativeInfinity(value.Value) => -1,
        _ => 0,
    };

    /// <summary>The exact value of a finite number, without zeros at its end.</summary>
    public static BigDecimal Parts(BsonValue number) => number switch
    {
        BsonDecimal128 value => BigDecimal.Of(value.Value).Strip(),
        BsonDouble value => BigDecimal.OfExact(value.Value),
        _ => BigDecimal.Of(number.ToInt64()).Strip(),
    };

    private static int Compare(long left, double right)
    {
        const double limit = 9223372036854775808.0;      // 2^63
        if (double.IsNaN(right) || right < -limit) return 1;
        if (right >= limit) return -1;
        double whole = Math.Truncate(right);
        int order = left.CompareTo((long)whole);
        return order != 0 ? order : whole.CompareTo(right);
    }

    private static int CompareDecimals(BsonValue left, BsonValue right)
    {
        bool leftIsNaN = IsNaN(left);
        if (leftIsNaN || IsNaN(right)) return leftIsNaN ? IsNaN(right) ? 0 : -1 : 1;
        int infinities = Infinity(left).CompareTo(Infinity(right));
        return infinities != 0 || Infinity(left) != 0 ? infinities : Parts(left).CompareTo(Parts(right));
    }
}
