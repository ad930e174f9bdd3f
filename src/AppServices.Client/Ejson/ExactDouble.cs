using System;
using System.Numerics;

namespace AppServices.Ejson;

/// <summary>
/// Conversion between doubles and decimal text with exact arithmetic, for .NET Framework, whose own conversions do not always give
/// the nearest double or the shortest text, and for the few numbers that .NET gets wrong.
/// </summary>
internal static class ExactDouble
{
    // Above these many digits no digit changes the result except by being there at all.
    private const int DigitsThatCount = 800;

    // Beyond this exponent every number is zero or too large, whatever its digits.
    private const int ExponentLimit = 100_000;

    /// <summary>Reads an optional sign, digits with an optional point, and an optional exponent. A number that is too large is refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        int at = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        bool negative = at == 1 && text[0] == '-';
        ReadOnlySpan<byte> number = text.Slice(at);
        if (!TrySplit(number, out int pointAt, out int digitsEnd, out int exponent)) return false;

        BigInteger digits = BigInteger.Zero;
        ulong chunk = 0, scale = 1;
        int count = 0;
        bool rest = false;
        for (int i = 0; i < digitsEnd; i++)
        {
            if (i == pointAt) continue;
            bool fraction = i > pointAt;
            if (count == DigitsThatCount)
            {
                rest |= number[i] != '0';
                if (!fraction) exponent++;
                continue;
            }

            if (fraction) exponent--;
            if (count == 0 && number[i] == '0') continue;
            count++;
            (chunk, scale) = ((chunk * 10) + (uint)(number[i] - '0'), scale * 10);
            if (scale == 1_000_000_000_000_000_000) (digits, chunk, scale) = ((digits * scale) + chunk, 0, 1);
        }

        digits = (digits * scale) + chunk;
        if (rest) (digits, exponent) = ((digits * 10) + 1, exponent - 1);
        value = Nearest(digits, exponent);
        if (negative) value = -value;
        return !double.IsInfinity(value);
    }

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

    private static bool TrySplit(ReadOnlySpan<byte> number, out int pointAt, out int digitsEnd, out int exponent)
    {
        (pointAt, exponent) = (int.MaxValue, 0);
        int digits = 0;
        for (digitsEnd = 0; digitsEnd < number.Length; digitsEnd++)
        {
            if (number[digitsEnd] == '.' && pointAt == int.MaxValue) pointAt = digitsEnd;
            else if ((uint)(number[digitsEnd] - '0') <= 9) digits++;
            else break;
        }

        if (digits == 0) return false;
        if (digitsEnd == number.Length) return true;
        if ((number[digitsEnd] | 0x20) != 'e') return false;
        ReadOnlySpan<byte> power = number.Slice(digitsEnd + 1);
        bool negative = power.Length > 0 && power[0] == '-';
        if (negative || (power.Length > 0 && power[0] == '+')) power = power.Slice(1);
        if (power.Length == 0) return false;
        foreach (byte digit in power)
        {
            if ((uint)(digit - '0') > 9) return false;
            exponent = Math.Min(ExponentLimit, (exponent * 10) + (digit - '0'));
        }

        if (negative) exponent = -exponent;
        return true;
    }

    /// <summary>The double nearest to digits * 10^exponent, ties to even; infinity when that is too large.</summary>
    private static double Nearest(BigInteger digits, int exponent)
    {
        if (digits.IsZero) return 0;
        double size = BigInteger.Log10(digits) + exponent;
        if (size > 310) return double.PositiveInfinity;
        if (size < -326) return 0;

        BigInteger numerator = exponent > 0 ? digits * BigInteger.Pow(10, exponent) : digits;
        BigInteger denominator = exponent < 0 ? BigInteger.Pow(10, -exponent) : BigInteger.One;

        // A quotient of 64 or 65 bits, more than the 53 that are kept, and the rest says on which side of a tie it lies.
        int power = Math.Max(Bits(numerator) - Bits(denominator) - 64, -1074 - 11);
        if (power > 0) denominator <<= power;
        else numerator <<= -power;
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger rest);

        int drop = Math.Max(Bits(quotient) - 53, -1074 - power);
        BigInteger kept = quotient >> drop, below = quotient - (kept << drop), half = BigInteger.One << (drop - 1);
        int side = below.CompareTo(half);
        if (side > 0 || (side == 0 && (!rest.IsZero || !kept.IsEven))) kept += 1;
        return Compose((ulong)kept, power + drop);
    }

    /// <summary>mantissa * 2^power, which is exact: at most 53 bits (or 2^53), and no bit below the smallest double's.</summary>
    private static double Compose(ulong mantissa, int power)
    {
        if (mantissa == 1UL << 53) (mantissa, power) = (mantissa >> 1, power + 1);
        if (mantissa < 1UL << 52) return BitConverter.Int64BitsToDouble((long)mantissa);
        long biased = power + 1075;
        return biased >= 2047 ? double.PositiveInfinity : BitConverter.Int64BitsToDouble((biased << 52) | (long)(mantissa & ((1UL << 52) - 1)));
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
        bool found = Nearest(near, exponent) == value;
        if (!found && Nearest(far, exponent) == value) (near, found) = (far, true);
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

    private static int Bits(BigInteger value)
    {
        byte[] bytes = value.ToByteArray();
        int bits = (bytes.Length - 1) * 8;
        for (int top = bytes[bytes.Length - 1]; top > 0; top >>= 1) bits++;
        return bits;
    }
}
