using System;
using System.Numerics;

namespace AppServices.Ejson;

/// <summary>
/// Writes doubles with exact arithmetic, for .NET Framework, whose own conversion does not always give the shortest text, and for
/// the few numbers that .NET gets wrong.
/// </summary>
internal static class ExactDoubleFormatter
{
    /// <summary>Writes the shortest text that reads back as <paramref name="value"/>, which is finite.</summary>
    /// <returns>Its length.</returns>
    public static int Format(double value, Span<byte> text)
    {
        int at = 0;
        if (BitConverter.DoubleToInt64Bits(value) < 0)
        {
            text[at++] = (byte)'-';
            value = -value;
        }

        if (value == 0)
        {
            text[at++] = (byte)'0';
            return at;
        }

        ulong digits = Shortest(value, out int exponent);
        return at + Lay(digits, exponent, text.Slice(at));
    }

    private static ulong Shortest(double value, out int exponent)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int biased = (int)(bits >> 52);
        BigInteger mantissa = bits & ((1L << 52) - 1);
        if (biased > 0) mantissa += 1L << 52;
        int power = Math.Max(biased, 1) - 1075;
        BigInteger numerator = power > 0 ? mantissa << power : mantissa;
        BigInteger denominator = power < 0 ? BigInteger.One << -power : BigInteger.One;

        // Fifteen digits always come back from a normal double, so a shorter text is those without their zeros.
        int size = (int)Math.Floor(BigInteger.Log10(numerator) - BigInteger.Log10(denominator)) + 1;
        for (int count = biased == 0 ? 1 : 15; ; count++)
        {
            exponent = size - count;
            if (TryDigits(value, numerator, denominator, exponent, out ulong digits))
            {
                for (; digits % 10 == 0; digits /= 10) exponent++;
                return digits;
            }
        }
    }

    /// <summary>The whole number that times 10^exponent comes nearest and reads back as <paramref name="value"/>.</summary>
    private static bool TryDigits(double value, BigInteger numerator, BigInteger denominator, int exponent, out ulong digits)
    {
        if (exponent < 0) numerator *= BigInteger.Pow(10, -exponent);
        else denominator *= BigInteger.Pow(10, exponent);
        BigInteger below = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
        bool upper = (rest * 2).CompareTo(denominator) is int side && (side > 0 || (side == 0 && !below.IsEven));
        BigInteger near = upper ? below + 1 : below, far = upper ? below : below + 1;
        bool found = ExactDoubleParser.Nearest(near, exponent) == value;
        if (!found && ExactDoubleParser.Nearest(far, exponent) == value) (near, found) = (far, true);
        digits = found ? (ulong)near : 0;
        return found;
    }

    /// <summary>Lays out digits * 10^exponent: plain from 0.0001 to 15 places before the point, else with an exponent.</summary>
    private static int Lay(ulong digits, int exponent, Span<byte> text)
    {
        Span<byte> buffer = stackalloc byte[20];
        int first = buffer.Length;
        for (; digits > 0; digits /= 10) buffer[--first] = (byte)('0' + (digits % 10));
        ReadOnlySpan<byte> all = buffer.Slice(first);
        int before = all.Length + exponent;

        if (before is > 15 or < -3)
        {
            int length = LayFraction(all.Slice(0, 1), all.Slice(1), text);
            return length + LayExponent(before - 1, text.Slice(length));
        }

        if (before > 0 && before <= all.Length) return LayFraction(all.Slice(0, before), all.Slice(before), text);
        if (before > all.Length)
        {
            all.CopyTo(text);
            text.Slice(all.Length, before - all.Length).Fill((byte)'0');
            return before;
        }

        text[0] = (byte)'0';
        text[1] = (byte)'.';
        text.Slice(2, -before).Fill((byte)'0');
        all.CopyTo(text.Slice(2 - before));
        return 2 - before + all.Length;
    }

    private static int LayFraction(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, Span<byte> text)
    {
        whole.CopyTo(text);
        if (fraction.Length == 0) return whole.Length;
        text[whole.Length] = (byte)'.';
        fraction.CopyTo(text.Slice(whole.Length + 1));
        return whole.Length + 1 + fraction.Length;
    }

    private static int LayExponent(int exponent, Span<byte> text)
    {
        text[0] = (byte)'E';
        text[1] = (byte)(exponent < 0 ? '-' : '+');
        int size = Math.Abs(exponent), at = 2;
        if (size >= 100) text[at++] = (byte)('0' + (size / 100));
        text[at++] = (byte)('0' + (size / 10 % 10));
        text[at++] = (byte)('0' + (size % 10));
        return at;
    }
}
