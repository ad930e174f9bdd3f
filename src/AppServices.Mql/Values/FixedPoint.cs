using System;
using System.Globalization;
using System.Numerics;

namespace AppServices.Mql.Values;

/// <summary>
/// Functions of real numbers that are kept as integers of a unit, 10^-100: far more digits than a Decimal128 has, so that the
/// last one of the result is right.
/// </summary>
internal static class FixedPoint
{
    public const int Places = 100;

    public static readonly BigInteger One = BigInteger.Pow(10, Places);

    public static readonly BigInteger Pi = Parse(
        "31415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679");

    public static readonly BigInteger Ln10 = Parse(
        "23025850929940456840179914546843642076011014886287729760333279009675726096773524802359972050895982983");

    private const int Halvings = 16;

    /// <summary>The value of a decimal that is small enough to have one.</summary>
    public static BigInteger Of(BigDecimal value) => value.Exponent >= -Places
        ? value.CoefficientAt(-Places)
        : value.Coefficient / BigInteger.Pow(10, -Places - value.Exponent);

    public static BigDecimal ToDecimal(BigInteger value) => new(value, -Places);

    public static BigInteger Multiply(BigInteger left, BigInteger right) => left * right / One;

    public static BigInteger Divide(BigInteger left, BigInteger right) => left * One / right;

    public static BigInteger Sqrt(BigInteger value) => IntegerSqrt(value * One);

    /// <summary>e to a small power.</summary>
    public static BigInteger Exp(BigInteger value)
    {
        // Guard digits, for the error doubles with each squaring.
        BigInteger unit = One << 64;
        BigInteger part = (value << 64) >> Halvings, term = unit, sum = unit;
        for (int i = 1; !term.IsZero; i++)
        {
            term = term * part / (unit * i);
            sum += term;
        }
        for (int i = 0; i < Halvings; i++) sum = sum * sum / unit;
        return sum >> 64;
    }

    /// <summary>The natural logarithm of a value from 1 to 10.</summary>
    public static BigInteger Ln(BigInteger value)
    {
        if (value == One) return BigInteger.Zero;
        BigInteger guess = FromDouble(Math.Log((double)value / (double)One));
        for (int i = 0; i < 3; i++)
        {
            BigInteger power = Exp(guess);
            guess += 2 * Divide(value - power, value + power);      // Halley's method triples the digits that are right
        }
        return guess;
    }

    public static (BigInteger Sin, BigInteger Cos) SinCos(BigInteger angle)
    {
        BigInteger turned = BigInteger.Remainder(angle, 2 * Pi), square = Multiply(turned, turned);
        return (Series(turned, square, 2), Series(One, square, 1));

        // The terms of sine and cosine: each is the one before times -x^2 / (n (n + 1)).
        static BigInteger Series(BigInteger term, BigInteger square, int n)
        {
            BigInteger sum = term;
            for (; !term.IsZero; n += 2)
            {
                term = -Multiply(term, square) / (n * (n + 1));
                sum += term;
            }
            return sum;
        }
    }

    /// <summary>The angle, of at most a right one, that has a tangent.</summary>
    public static BigInteger Atan(BigInteger tangent)
    {
        if (tangent.Sign < 0) return -Atan(-tangent);
        if (tangent > One) return Pi / 2 - Atan(Divide(One, tangent));
        BigInteger part = Half(Half(Half(tangent))), square = Multiply(part, part), sum = part, power = part;
        for (int n = 3; !power.IsZero; n += 2)
        {
            power = -Multiply(power, square);
            sum += power / n;
        }
        return sum * 8;

        // The tangent of half the angle.
        static BigInteger Half(BigInteger tangent) => Divide(tangent, One + Sqrt(One + Multiply(tangent, tangent)));
    }

    /// <summary>The whole part of a square root.</summary>
    public static BigInteger IntegerSqrt(BigInteger value)
    {
        if (value.Sign <= 0) return BigInteger.Zero;
        BigInteger root = BigInteger.One << (int)(value.GetBitLength() / 2 + 1);
        while (true)
        {
            BigInteger next = (root + value / root) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }

    private static BigInteger FromDouble(double value) => Of(BigDecimal.Of(value));

    private static BigInteger Parse(string digits) => BigInteger.Parse(digits, CultureInfo.InvariantCulture);
}
