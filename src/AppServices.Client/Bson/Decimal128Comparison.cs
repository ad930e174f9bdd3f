using System;
using System.Numerics;

namespace AppServices.Bson;

/// <summary>Order and hash of <see cref="Decimal128"/> by numeric value.</summary>
internal static class Decimal128Comparison
{
    public static int Compare(Decimal128 left, Decimal128 right)
    {
        int leftRank = Rank(left), rightRank = Rank(right);
        if (leftRank != rightRank) return leftRank < rightRank ? -1 : 1;
        if (leftRank is not (Negative or Positive)) return 0;
        int magnitude = CompareMagnitude(left, right);
        return leftRank == Negative ? -magnitude : magnitude;
    }

    public static int Hash(Decimal128 value)
    {
        int rank = Rank(value);
        if (rank is not (Negative or Positive)) return rank;
        Span<byte> digits = stackalloc byte[Decimal128.MaxDigits];
        int count = value.Coefficient.Format(digits);
        int hash = (rank * 31) + value.Exponent + count;
        while (digits[count - 1] == '0') count--;
        foreach (byte digit in digits.Slice(0, count)) hash = unchecked((hash * 31) + digit);
        return hash;
    }

    private const int Negative = 2;
    private const int Positive = 4;

    private static int Rank(Decimal128 value)
    {
        if (value.IsNaN) return 0;
        if (value.IsInfinity) return value.IsNegative ? 1 : 5;
        if (value.Coefficient.IsZero) return 3;
        return value.IsNegative ? Negative : Positive;
    }

    private static int CompareMagnitude(Decimal128 left, Decimal128 right)
    {
        Span<byte> leftDigits = stackalloc byte[Decimal128.MaxDigits], rightDigits = stackalloc byte[Decimal128.MaxDigits];
        int leftSize = left.Exponent + left.Coefficient.Format(leftDigits);
        int rightSize = right.Exponent + right.Coefficient.Format(rightDigits);
        if (leftSize != rightSize) return leftSize < rightSize ? -1 : 1;

        // Same power of ten in front, so at most 33 places lie between the last digits.
        int shift = left.Exponent - right.Exponent;
        BigInteger a = left.Coefficient.ToBigInteger() * BigInteger.Pow(10, Math.Max(0, shift));
        BigInteger b = right.Coefficient.ToBigInteger() * BigInteger.Pow(10, Math.Max(0, -shift));
        return a.CompareTo(b);
    }
}
