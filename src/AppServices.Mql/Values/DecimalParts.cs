using System.Numerics;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>A finite decimal as <c>Coefficient * 10^Exponent</c>, without zeros at the end of the coefficient.</summary>
internal readonly record struct DecimalParts(BigInteger Coefficient, int Exponent)
{
    /// <summary>The parts of a finite Decimal128.</summary>
    public static DecimalParts Of(Decimal128 value)
    {
        var exact = BigDecimal.Of(value);
        return Normalize(exact.Coefficient, exact.Exponent);
    }

    public static DecimalParts Of(long value) => Normalize(value, 0);

    /// <summary>The parts of a finite double, which every double has exactly.</summary>
    public static DecimalParts Of(double value)
    {
        long bits = System.BitConverter.DoubleToInt64Bits(value);
        int power = (int)((bits >> 52) & 0x7FF);
        long fraction = bits & 0xF_FFFF_FFFF_FFFF;
        BigInteger mantissa = power == 0 ? fraction : fraction | (1L << 52);
        if (bits < 0) mantissa = -mantissa;
        int exponent = (power == 0 ? 1 : power) - 1075;
        // 2^-n is 5^n * 10^-n.
        return exponent >= 0 ? Normalize(mantissa << exponent, 0) : Normalize(mantissa * BigInteger.Pow(5, -exponent), exponent);
    }

    /// <summary>Compares two values exactly.</summary>
    public int CompareTo(DecimalParts other)
    {
        if (Coefficient.Sign != other.Coefficient.Sign) return Coefficient.Sign.CompareTo(other.Coefficient.Sign);
        int lift = Exponent - other.Exponent;
        return lift >= 0
            ? (Coefficient * BigInteger.Pow(10, lift)).CompareTo(other.Coefficient)
            : Coefficient.CompareTo(other.Coefficient * BigInteger.Pow(10, -lift));
    }

    private static DecimalParts Normalize(BigInteger coefficient, int exponent)
    {
        if (coefficient.IsZero) return new DecimalParts(BigInteger.Zero, 0);
        while (true)
        {
            BigInteger shorter = BigInteger.DivRem(coefficient, 10, out BigInteger digit);
            if (!digit.IsZero) return new DecimalParts(coefficient, exponent);
            (coefficient, exponent) = (shorter, exponent + 1);
        }
    }
}
