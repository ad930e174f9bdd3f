using System;
using System.Numerics;

namespace AppServices.Ejson;

/// <summary>Reads doubles with exact arithmetic, for .NET Framework, whose conversion does not always give the nearest one.</summary>
internal static class ExactDoubleParser
{
    // Above these many digits no digit changes the result except by being there at all.
    private const int DigitsThatCount = 800;

    // Beyond this exponent every number is zero or too large, whatever its digits.
    private const int MaxReadExponent = 100_000;

    /// <summary>Reads an optional sign, digits with an optional point, an optional exponent. Too large a number is refused.</summary>
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
            exponent = Math.Min(MaxReadExponent, (exponent * 10) + (digit - '0'));
        }

        if (negative) exponent = -exponent;
        return true;
    }

    /// <summary>The double nearest to digits * 10^exponent, ties to even; infinity when that is too large.</summary>
    public static double Nearest(BigInteger digits, int exponent)
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
        return biased >= 2047
            ? double.PositiveInfinity
            : BitConverter.Int64BitsToDouble((biased << 52) | (long)(mantissa & ((1UL << 52) - 1)));
    }

    private static int Bits(BigInteger value)
    {
        byte[] bytes = value.ToByteArray();
        int bits = (bytes.Length - 1) * 8;
        for (int top = bytes[bytes.Length - 1]; top > 0; top >>= 1) bits++;
        return bits;
    }
}
