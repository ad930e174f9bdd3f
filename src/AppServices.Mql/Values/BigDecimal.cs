using System;
using System.Globalization;
using System.Numerics;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>
/// A finite decimal, <c>Coefficient * 10^Exponent</c>, with the zeros it was written with. It is exact until it becomes a
/// Decimal128 of 34 digits again.
/// </summary>
internal readonly record struct BigDecimal(BigInteger Coefficient, int Exponent)
{
    private const int Bias = 6176;
    private const int MaxDigits = 34;
    private const int MaxExponent = 6111;

    private static readonly BigInteger s_limit = BigInteger.Pow(10, MaxDigits);

    public static BigDecimal Zero => new(BigInteger.Zero, 0);

    /// <summary>Whether it is a zero with the sign of what it came from.</summary>
    public bool IsNegativeZero { get; init; }

    public bool IsZero => Coefficient.IsZero;

    public bool IsNegative => Coefficient.Sign < 0;

    /// <summary>The decimal digits of the coefficient.</summary>
    public int Digits => CountDigits(Coefficient);

    /// <summary>The value of a finite Decimal128.</summary>
    public static BigDecimal Of(Decimal128 value)
    {
        ulong high = value.GetIEEEHighBits();
        // With both leading bits of the combination field set, the coefficient is out of range and counts as zero.
        bool isLarge = (high & 0x6000_0000_0000_0000) == 0x6000_0000_0000_0000;
        int exponent = (int)((high >> 49) & 0x3FFF) - Bias;
        if (isLarge) return Zero.Signed((high >> 63) != 0);
        BigInteger coefficient = (new BigInteger(high & 0x0001_FFFF_FFFF_FFFF) << 64) + value.GetIEEELowBits();
        bool isNegative = (high >> 63) != 0;
        return new BigDecimal(isNegative ? -coefficient : coefficient, exponent).Signed(isNegative);
    }

    public static BigDecimal Of(long value) => new(value, 0);

    /// <summary>A finite double by its first 15 digits, which is what MongoDB makes of one among decimals.</summary>
    public static BigDecimal Of(double value)
    {
        if (value == 0) return Zero.Signed(double.IsNegative(value));
        string text = value.ToString("E14", CultureInfo.InvariantCulture);
        int mark = text.IndexOf('E', StringComparison.Ordinal);
        var coefficient = BigInteger.Parse(
            text[..mark].Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new BigDecimal(
            coefficient, int.Parse(text.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) - 14);
    }

    /// <summary>The exact value of a finite double, without zeros at its end; every double has one.</summary>
    public static BigDecimal OfExact(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int power = (int)((bits >> 52) & 0x7FF);
        long fraction = bits & 0xF_FFFF_FFFF_FFFF;
        BigInteger mantissa = power == 0 ? fraction : fraction | (1L << 52);
        if (bits < 0) mantissa = -mantissa;
        int exponent = (power == 0 ? 1 : power) - 1075;
        // 2^-n is 5^n * 10^-n.
        BigDecimal whole = exponent >= 0
            ? new BigDecimal(mantissa << exponent, 0)
            : new BigDecimal(mantissa * BigInteger.Pow(5, -exponent), exponent);
        return whole.Strip();
    }

    /// <summary>The nearest Decimal128, the even one of two; infinite when the value is too large.</summary>
    public Decimal128 ToDecimal128()
    {
        BigDecimal value = this;
        if (BigInteger.Abs(value.Coefficient) >= s_limit) value = value.Shorten(value.Digits - MaxDigits);
        if (BigInteger.Abs(value.Coefficient) >= s_limit) value = value.Shorten(1);      // 99...9 was rounded up
        if (value.Exponent < -Bias) value = value.Shorten(-Bias - value.Exponent);
        if (value.Exponent > MaxExponent) value = value.Lengthen(value.Exponent - MaxExponent);
        if (value.Exponent > MaxExponent) return value.IsNegative ? Decimal128.NegativeInfinity : Decimal128.PositiveInfinity;
        BigInteger magnitude = BigInteger.Abs(value.Coefficient);
        bool isNegative = IsNegative || IsNegativeZero;
        ulong high = (ulong)(magnitude >> 64) | ((ulong)(value.Exponent + Bias) << 49) | (isNegative ? 1UL << 63 : 0);
        return Decimal128.FromIEEEBits(high, (ulong)(magnitude & ulong.MaxValue));
    }

    public static BigDecimal operator +(BigDecimal left, BigDecimal right)
    {
        int exponent = Math.Min(left.Exponent, right.Exponent);
        return new BigDecimal(left.CoefficientAt(exponent) + right.CoefficientAt(exponent), exponent)
            .Signed(left.IsNegativeZero && right.IsNegativeZero);
    }

    public static BigDecimal operator -(BigDecimal value) =>
        new BigDecimal(-value.Coefficient, value.Exponent).Signed(!value.IsNegativeZero);

    public static BigDecimal operator -(BigDecimal left, BigDecimal right) => left + -right;

    public static BigDecimal operator *(BigDecimal left, BigDecimal right) =>
        new BigDecimal(left.Coefficient * right.Coefficient, left.Exponent + right.Exponent).Signed(left.HasSign != right.HasSign);

    /// <summary>
    /// The quotient, exact where it has at most as many digits as asked for, and else one that rounds as the exact one does.
    /// </summary>
    public static BigDecimal Divide(BigDecimal left, BigDecimal right, int digits = MaxDigits)
    {
        int shift = Math.Max(0, digits + 2 + right.Digits - left.Digits);
        int exponent = left.Exponent - right.Exponent;
        BigInteger quotient = BigInteger.DivRem(left.Coefficient * BigInteger.Pow(10, shift), right.Coefficient, out BigInteger remainder);
        if (remainder.IsZero) return new BigDecimal(quotient, exponent - shift).StripTo(exponent).Signed(left.HasSign != right.HasSign);
        // One digit that is not zero stands for all the others, so that a half is told from more than a half.
        return new BigDecimal(quotient * 10 + left.Coefficient.Sign * right.Coefficient.Sign, exponent - shift - 1);
    }

    /// <summary>What is left of a whole quotient, with the sign of the dividend.</summary>
    public static BigDecimal Remainder(BigDecimal left, BigDecimal right)
    {
        int exponent = Math.Min(left.Exponent, right.Exponent);
        return new BigDecimal(BigInteger.Remainder(left.CoefficientAt(exponent), right.CoefficientAt(exponent)), exponent)
            .Signed(left.HasSign);
    }

    /// <summary>The same value without zeros at its end, so that equal values have equal parts.</summary>
    public BigDecimal Strip() => IsZero ? Zero : StripTo(int.MaxValue);

    /// <summary>Compares two values exactly.</summary>
    public int CompareTo(BigDecimal other)
    {
        if (Coefficient.Sign != other.Coefficient.Sign) return Coefficient.Sign.CompareTo(other.Coefficient.Sign);
        int exponent = Math.Min(Exponent, other.Exponent);
        return CoefficientAt(exponent).CompareTo(other.CoefficientAt(exponent));
    }

    /// <summary>The same value without zeros at its end, as long as the exponent does not pass a limit.</summary>
    public BigDecimal StripTo(int exponent)
    {
        BigDecimal value = this;
        while (value.Exponent < exponent)
        {
            BigInteger shorter = BigInteger.DivRem(value.Coefficient, 10, out BigInteger digit);
            if (!digit.IsZero) break;
            value = new BigDecimal(shorter, value.Exponent + 1);
        }
        return value;
    }

    /// <summary>The coefficient of the same value at an exponent that is not greater.</summary>
    public BigInteger CoefficientAt(int exponent) =>
        Exponent == exponent ? Coefficient : Coefficient * BigInteger.Pow(10, Exponent - exponent);

    /// <summary>Rounds off digits, to the even one of two unless said otherwise.</summary>
    public BigDecimal Shorten(int digits, MidpointRounding rounding = MidpointRounding.ToEven)
    {
        BigInteger unit = BigInteger.Pow(10, digits);
        BigInteger quotient = BigInteger.DivRem(Coefficient, unit, out BigInteger remainder);
        int half = (BigInteger.Abs(remainder) * 2).CompareTo(unit);
        bool isAway = rounding switch
        {
            MidpointRounding.ToZero => false,
            MidpointRounding.ToNegativeInfinity => remainder.Sign < 0,
            MidpointRounding.ToPositiveInfinity => remainder.Sign > 0,
            _ => half > 0 || half == 0 && !quotient.IsEven,
        };
        return new BigDecimal(isAway ? quotient + Coefficient.Sign : quotient, Exponent + digits).Signed(HasSign);
    }

    /// <summary>The value with so many digits behind the point, as far as 34 digits allow; negative places are in front of it.</summary>
    public BigDecimal Quantize(int places, MidpointRounding rounding)
    {
        int surplus = -places - Exponent;
        if (surplus > 0)
            return surplus > Digits + 1
                ? new BigDecimal(Coefficient.Sign, Exponent).Signed(HasSign).Shorten(1, rounding) with { Exponent = -places }
                : Shorten(surplus, rounding);
        int exponent = Exponent - Math.Min(-surplus, Math.Max(0, MaxDigits - Digits));
        return new BigDecimal(CoefficientAt(exponent), exponent).Signed(HasSign);
    }

    private bool HasSign => IsNegative || IsNegativeZero;

    // What is no zero has its sign already.
    private BigDecimal Signed(bool isNegative) => IsZero ? this with { IsNegativeZero = isNegative } : this;

    private BigDecimal Lengthen(int digits) => IsZero
        ? this with { Exponent = MaxExponent }
        : Digits + digits > MaxDigits ? this : new BigDecimal(CoefficientAt(Exponent - digits), Exponent - digits);

    private static int CountDigits(BigInteger value)
    {
        BigInteger magnitude = BigInteger.Abs(value);
        if (magnitude.IsZero) return 1;
        int digits = Math.Max(1, (int)(magnitude.GetBitLength() * 0.30102999566398));
        return magnitude >= BigInteger.Pow(10, digits) ? digits + 1 : digits;
    }
}
