using System;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>
/// Arithmetic of two numbers. The result has the wider of their types: int, long, double, decimal; an int that overflows
/// becomes a long, and a long that overflows a double.
/// </summary>
internal static class Arithmetic
{
    public static BsonValue Add(BsonValue left, BsonValue right)
    {
        if (left is BsonInt32 a && right is BsonInt32 b) return Number.Narrow((long)a.Value + b.Value);
        if (IsDecimal(left, right)) return Decimals(left, right, static (x, y) => x + y, static (x, y) => x + y);
        return IsInteger(left, right)
            ? Long((Int128)left.ToInt64() + right.ToInt64())
            : new BsonDouble(Number.ToDouble(left) + Number.ToDouble(right));
    }

    public static BsonValue Subtract(BsonValue left, BsonValue right)
    {
        if (left is BsonInt32 a && right is BsonInt32 b) return Number.Narrow((long)a.Value - b.Value);
        if (IsDecimal(left, right)) return Decimals(left, right, static (x, y) => x - y, static (x, y) => x - y);
        return IsInteger(left, right)
            ? Long((Int128)left.ToInt64() - right.ToInt64())
            : new BsonDouble(Number.ToDouble(left) - Number.ToDouble(right));
    }

    public static BsonValue Multiply(BsonValue left, BsonValue right)
    {
        if (left is BsonInt32 a && right is BsonInt32 b) return Number.Narrow((long)a.Value * b.Value);
        if (IsDecimal(left, right)) return Decimals(left, right, static (x, y) => x * y, static (x, y) => x * y);
        return IsInteger(left, right)
            ? Long((Int128)left.ToInt64() * right.ToInt64())
            : new BsonDouble(Number.ToDouble(left) * Number.ToDouble(right));
    }

    /// <summary>The quotient, a double also of two integers. The divisor may not be zero.</summary>
    public static BsonValue Divide(BsonValue left, BsonValue right) => IsDecimal(left, right)
        ? Decimals(left, right, static (x, y) => BigDecimal.Divide(x, y), static (x, y) => x / y)
        : new BsonDouble(Number.ToDouble(left) / Number.ToDouble(right));

    /// <summary>The remainder with the sign of the dividend. The divisor may not be zero.</summary>
    public static BsonValue Remainder(BsonValue left, BsonValue right)
    {
        if (IsDecimal(left, right))
        {
            Decimal128 dividend = Number.ToDecimal(left);
            return Number.IsFinite(dividend) && Decimal128.IsInfinity(Number.ToDecimal(right))
                ? new BsonDecimal128(dividend)
                : Decimals(left, right, BigDecimal.Remainder, static (x, y) => x % y);
        }
        if (!IsInteger(left, right)) return new BsonDouble(Number.ToDouble(left) % Number.ToDouble(right));
        long divisor = right.ToInt64();
        long remainder = divisor == -1 ? 0 : left.ToInt64() % divisor;      // long.MinValue % -1 overflows
        return left is BsonInt32 && right is BsonInt32 ? new BsonInt32((int)remainder) : new BsonInt64(remainder);
    }

    public static bool IsZero(BsonValue number) => number switch
    {
        BsonInt32 value => value.Value == 0,
        BsonInt64 value => value.Value == 0,
        BsonDouble value => value.Value == 0,
        BsonDecimal128 value => Number.IsFinite(value.Value) && BigDecimal.Of(value.Value).IsZero,
        _ => false,
    };

    private static bool IsDecimal(BsonValue left, BsonValue right) => left is BsonDecimal128 || right is BsonDecimal128;

    private static bool IsInteger(BsonValue left, BsonValue right) => left is not BsonDouble && right is not BsonDouble;

    private static BsonValue Long(Int128 value) =>
        value >= long.MinValue && value <= long.MaxValue ? new BsonInt64((long)value) : new BsonDouble((double)value);

    // What becomes of infinities and NaN is the same among doubles.
    private static BsonDecimal128 Decimals(
        BsonValue left, BsonValue right, Func<BigDecimal, BigDecimal, BigDecimal> exact, Func<double, double, double> special)
    {
        Decimal128 x = Number.ToDecimal(left), y = Number.ToDecimal(right);
        return Number.IsFinite(x) && Number.IsFinite(y)
            ? new BsonDecimal128(exact(BigDecimal.Of(x), BigDecimal.Of(y)).ToDecimal128())
            : new BsonDecimal128(Number.ToDecimal(special(Number.ToDouble(left), Number.ToDouble(right))));
    }
}
