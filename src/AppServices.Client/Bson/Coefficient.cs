using System;
using System.Numerics;

namespace AppServices.Bson;

/// <summary>The digits of a <see cref="Decimal128"/>: a whole number below 10^34 in two halves of 17 decimal digits each.</summary>
/// <param name="Upper">The first 17 digits.</param>
/// <param name="Lower">The last 17 digits.</param>
internal readonly record struct Coefficient(ulong Upper, ulong Lower)
{
    /// <summary>Digits of a half.</summary>
    public const int HalfDigits = 17;

    /// <summary>10^17.</summary>
    public const ulong Half = 100_000_000_000_000_000;

    public bool IsZero => (Upper | Lower) == 0;

    /// <summary>From a number of 96 bits, such as <see cref="decimal"/> has.</summary>
    public static Coefficient From(uint high, uint middle, uint low)
    {
        // A scale of 17 moves the point to where the halves meet.
        decimal number = new((int)low, (int)middle, (int)high, isNegative: false, scale: HalfDigits);
        decimal upper = decimal.Truncate(number);
        return new Coefficient((ulong)upper, (ulong)((number - upper) * Half));
    }

    /// <summary>From at most 34 ASCII digits.</summary>
    public static Coefficient From(ReadOnlySpan<byte> digits)
    {
        int cut = Math.Max(0, digits.Length - HalfDigits);
        return new Coefficient(Number(digits.Slice(0, cut)), Number(digits.Slice(cut)));
    }

    public BigInteger ToBigInteger() => ((BigInteger)Upper * Half) + Lower;

    /// <summary>Writes the digits without leading zeros; zero has one digit.</summary>
    /// <returns>How many digits there are.</returns>
    public int Format(Span<byte> digits)
    {
        int count = Upper == 0 ? 0 : Count(Upper);
        if (count > 0)
        {
            Write(Upper, digits.Slice(0, count));
            Write(Lower, digits.Slice(count, HalfDigits));
            return count + HalfDigits;
        }

        count = Count(Lower);
        Write(Lower, digits.Slice(0, count));
        return count;
    }

    private static ulong Number(ReadOnlySpan<byte> digits)
    {
        ulong value = 0;
        foreach (byte digit in digits) value = (value * 10) + (uint)(digit - '0');
        return value;
    }

    private static int Count(ulong value)
    {
        int count = 1;
        for (; value >= 10; value /= 10) count++;
        return count;
    }

    private static void Write(ulong value, Span<byte> digits)
    {
        for (int i = digits.Length - 1; i >= 0; i--, value /= 10) digits[i] = (byte)('0' + (value % 10));
    }
}
