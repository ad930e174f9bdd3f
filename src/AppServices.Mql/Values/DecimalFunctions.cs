using System;
using System.Numerics;

namespace AppServices.Mql.Values;

/// <summary>
/// Functions of finite decimals, right to the 34 digits of a Decimal128. A result is null where the function has none or the
/// argument is so large or small that only the limit counts; doubles answer those.
/// </summary>
internal static class DecimalFunctions
{
    private const int MaxDigits = 34;
    private const int LeastExponent = -6176;

    public static BigDecimal? Sqrt(BigDecimal x)
    {
        if (x.IsNegative) return null;
        if (x.IsZero) return x with { Exponent = (int)Math.Floor(x.Exponent / 2.0) };
        int shift = Math.Max(0, 2 * (MaxDigits + 2) - x.Digits);
        if ((x.Exponent - shift) % 2 != 0) shift++;
        BigInteger scaled = x.CoefficientAt(x.Exponent - shift), root = FixedPoint.IntegerSqrt(scaled);
        int exponent = (x.Exponent - shift) / 2;
        return root * root == scaled
            ? new BigDecimal(root, exponent).StripTo((int)Math.Floor(x.Exponent / 2.0))
            : new BigDecimal(root * 10 + 1, exponent - 1);      // a digit for all that follow
    }

    public static BigDecimal? Exp(BigDecimal x)
    {
        if (Magnitude(x) > 5) return x.IsNegative ? new BigDecimal(BigInteger.Zero, LeastExponent) : null;
        BigInteger value = FixedPoint.Of(x), tens = BigInteger.Divide(value, FixedPoint.Ln10);
        BigInteger power = FixedPoint.Exp(value - tens * FixedPoint.Ln10);
        return Tidy(new BigDecimal(power, (int)tens - FixedPoint.Places));
    }

    public static BigDecimal? Ln(BigDecimal x) =>
        x.Coefficient.Sign > 0 ? Tidy(FixedPoint.ToDecimal(LnOf(x))) : null;

    public static BigDecimal? Log10(BigDecimal x) =>
        x.Coefficient.Sign > 0 ? Tidy(FixedPoint.ToDecimal(FixedPoint.Divide(LnOf(x), FixedPoint.Ln10))) : null;

    /// <summary>The quotient of two logarithms that have been rounded, which MongoDB calls the logarithm of any base.</summary>
    public static BigDecimal? Log(BigDecimal x, BigDecimal @base) =>
        Ln(x) is { } dividend && Ln(@base) is { IsZero: false } divisor
            ? BigDecimal.Divide(Rounded(dividend), Rounded(divisor))
            : null;

    /// <summary>A power, with all the digits that a decimal has; that of zero has the least exponent.</summary>
    public static BigDecimal? Pow(BigDecimal x, BigDecimal y)
    {
        if (y.IsZero) return BigDecimal.Of(1);
        if (Power(x, y) is not { } power) return null;
        if (power.IsZero) return new BigDecimal(BigInteger.Zero, LeastExponent);
        int exponent = power.Exponent + power.Digits - MaxDigits;
        return exponent < power.Exponent ? new BigDecimal(power.CoefficientAt(exponent), exponent) : power;
    }

    private static BigDecimal? Power(BigDecimal x, BigDecimal y)
    {
        BigDecimal whole = y.StripTo(0);
        if (whole.Exponent >= 0 && Magnitude(y) <= 6) return PowWhole(x, (int)whole.CoefficientAt(0));
        if (x.Coefficient.Sign <= 0) return null;
        return Exp(FixedPoint.ToDecimal(LnOf(x)) * y);
    }

    public static BigDecimal? Sin(BigDecimal x) => Angle(x, x, static angle => FixedPoint.SinCos(angle).Sin);

    public static BigDecimal? Cos(BigDecimal x) => Angle(x, BigDecimal.Of(1), static angle => FixedPoint.SinCos(angle).Cos);

    public static BigDecimal? Tan(BigDecimal x) => Angle(x, x, static angle =>
    {
        (BigInteger sin, BigInteger cos) = FixedPoint.SinCos(angle);
        return FixedPoint.Divide(sin, cos);
    });

    public static BigDecimal? Atan(BigDecimal x) => Angle(x, x, static tangent => FixedPoint.Atan(tangent));

    public static BigDecimal? Asin(BigDecimal x) => Angle(x, x, static sine =>
        FixedPoint.Pi / 2 - ArcCosine(sine));

    public static BigDecimal? Acos(BigDecimal x) => Angle(x, null, static cosine => ArcCosine(cosine));

    public static BigDecimal? Sinh(BigDecimal x) => IsLarge(x)
        ? Halved(Exp(Absolute(x)), x.IsNegative)
        : Angle(x, x, static value => (FixedPoint.Exp(value) - FixedPoint.Exp(-value)) / 2);

    public static BigDecimal? Cosh(BigDecimal x) => IsLarge(x)
        ? Halved(Exp(Absolute(x)), isNegative: false)
        : Angle(x, BigDecimal.Of(1), static value => (FixedPoint.Exp(value) + FixedPoint.Exp(-value)) / 2);

    public static BigDecimal? Tanh(BigDecimal x) => IsLarge(x)
        ? BigDecimal.Of(x.Coefficient.Sign)
        : Angle(x, x, static value =>
        {
            BigInteger up = FixedPoint.Exp(value), down = FixedPoint.Exp(-value);
            return FixedPoint.Divide(up - down, up + down);
        });

    public static BigDecimal? Asinh(BigDecimal x) => Angle(x, x, static value =>
        value.Sign * LnOfFixed(BigInteger.Abs(value) + FixedPoint.Sqrt(FixedPoint.Multiply(value, value) + FixedPoint.One)));

    public static BigDecimal? Acosh(BigDecimal x) => Angle(x, null, static value => value < FixedPoint.One
        ? null
        : LnOfFixed(value + FixedPoint.Sqrt(FixedPoint.Multiply(value, value) - FixedPoint.One)));

    public static BigDecimal? Atanh(BigDecimal x) => Angle(x, x, static value => BigInteger.Abs(value) >= FixedPoint.One
        ? null
        : LnOfFixed(FixedPoint.Divide(FixedPoint.One + value, FixedPoint.One - value)) / 2);

    /// <summary>The angle of a point, from minus to plus half a turn.</summary>
    public static BigDecimal? Atan2(BigDecimal y, BigDecimal x)
    {
        if (y.IsZero || x.IsZero || Math.Abs(Magnitude(y) - Magnitude(x)) > 20) return null;
        BigInteger angle = FixedPoint.Atan(FixedPoint.Of(BigDecimal.Divide(y, x, FixedPoint.Places)));
        if (x.IsNegative) angle += y.IsNegative ? -FixedPoint.Pi : FixedPoint.Pi;
        return Tidy(FixedPoint.ToDecimal(angle));
    }

    // Of an argument close to zero the limit is exact to more digits than there are.
    private static BigDecimal? Angle(BigDecimal x, BigDecimal? limit, Func<BigInteger, BigInteger?> function)
    {
        int magnitude = Magnitude(x);
        if (limit is { } near && (x.IsZero || magnitude < -18)) return near;
        if (magnitude > 20) return null;
        return function(FixedPoint.Of(x)) is { } result ? Tidy(FixedPoint.ToDecimal(result)) : null;
    }

    private static BigInteger ArcCosine(BigInteger cosine)
    {
        if (cosine == -FixedPoint.One) return FixedPoint.Pi;
        return 2 * FixedPoint.Atan(FixedPoint.Sqrt(FixedPoint.Divide(FixedPoint.One - cosine, FixedPoint.One + cosine)));
    }

    private static BigInteger LnOfFixed(BigInteger value) => LnOf(FixedPoint.ToDecimal(value));

    private static BigInteger LnOf(BigDecimal x)
    {
        int tens = x.Digits - 1;
        BigInteger leading = FixedPoint.Of(new BigDecimal(x.Coefficient, -tens));
        return FixedPoint.Ln(leading) + (x.Exponent + tens) * FixedPoint.Ln10;
    }

    private static BigDecimal? PowWhole(BigDecimal x, int power)
    {
        if (x.IsZero && power < 0) return null;
        BigDecimal result = BigDecimal.Of(1), square = x;
        for (int rest = Math.Abs(power); rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0) result = Round(result * square);
            if (rest > 1) square = Round(square * square);
        }
        return power < 0 ? BigDecimal.Divide(BigDecimal.Of(1), result) : result;
    }

    private static BigDecimal Round(BigDecimal value) =>
        value.Digits > FixedPoint.Places ? value.Shorten(value.Digits - FixedPoint.Places) : value;

    // A result with a long row of zeros behind its digits is an exact one.
    private static BigDecimal Tidy(BigDecimal value)
    {
        if (value.IsZero) return BigDecimal.Zero;
        BigDecimal rounded = Rounded(value);
        BigDecimal stripped = rounded.StripTo(0);
        return stripped.Exponent - rounded.Exponent >= 10 ? stripped : value;
    }

    private static BigDecimal Rounded(BigDecimal value) =>
        value.Digits > MaxDigits ? value.Shorten(value.Digits - MaxDigits) : value;

    // Of 100 and more, e^-x is nothing beside e^x.
    private static bool IsLarge(BigDecimal x) => Magnitude(x) > 2;

    private static BigDecimal Absolute(BigDecimal x) => x.IsNegative ? -x : x;

    private static BigDecimal? Halved(BigDecimal? value, bool isNegative) => value * new BigDecimal(isNegative ? -5 : 5, -1);

    // The place of the first digit: 1 for 1 to 9.9.
    private static int Magnitude(BigDecimal x) => x.IsZero ? -10000 : x.Exponent + x.Digits;
}
