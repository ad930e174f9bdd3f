using System;
using System.Numerics;

namespace AppServices.Bson;

/// <content>Text and the number types of .NET.</content>
public readonly partial struct Decimal128
{
    /// <summary>Reads a number; see the constructor.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException">The text is not a number.</exception>
    /// <exception cref="OverflowException">The number has more than 34 significant digits or its exponent is out of range.</exception>
    public static Decimal128 Parse(string text) =>
        Decimal128Text.Parse(text ?? throw new ArgumentNullException(nameof(text)), out Decimal128 value) switch
        {
            Decimal128Text.Outcome.Ok => value,
            Decimal128Text.Outcome.Malformed => throw new FormatException(Decimal128Text.Explain(Decimal128Text.Outcome.Malformed)),
            Decimal128Text.Outcome problem => throw new OverflowException(Decimal128Text.Explain(problem)),
        };

    /// <summary>Reads a number if the text is one that fits without rounding.</summary>
    /// <param name="text">The text; null gives false.</param>
    /// <param name="value">The number, or zero.</param>
    public static bool TryParse(string? text, out Decimal128 value)
    {
        value = default;
        return text is not null && Decimal128Text.Parse(text, out value) == Decimal128Text.Outcome.Ok;
    }

    /// <summary>The same number as <see cref="decimal"/>, trailing zeros included.</summary>
    /// <param name="value">The number, or zero.</param>
    /// <returns>
    /// False for what <see cref="decimal"/> cannot hold exactly: NaN, infinities, more than 96 bits of digits, exponents outside -28 to 0.
    /// </returns>
    public bool TryToDecimal(out decimal value)
    {
        value = default;
        if (kind != Decimal128Kind.Finite || exponent is > 0 or < -28) return false;

        // 10^17 * 792,281,625,142 + 64,337,593,543,950,335 is the greatest decimal.
        if (coefficient.Upper > 792_281_625_142 || (coefficient.Upper == 792_281_625_142 && coefficient.Lower > 64_337_593_543_950_335))
            return false;
        decimal digits = ((decimal)coefficient.Upper * Coefficient.Half) + coefficient.Lower;
        value = WithScale(digits, negative, (byte)-exponent);
        return true;
    }

    /// <summary>Every <see cref="decimal"/> is a Decimal128, trailing zeros included.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator Decimal128(decimal value)
    {
        int[] bits = decimal.GetBits(value);
        return new(bits[3] < 0, Coefficient.From((uint)bits[2], (uint)bits[1], (uint)bits[0]), -((bits[3] >> 16) & 0xFF));
    }

    /// <summary>Every whole number of 64 bits is a Decimal128.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator Decimal128(long value)
    {
        ulong digits = value < 0 ? unchecked((ulong)-value) : (ulong)value;
        return new(value < 0, new Coefficient(digits / Coefficient.Half, digits % Coefficient.Half), 0);
    }

    /// <summary>The number rounded (half to even) to a <see cref="decimal"/>; see <see cref="TryToDecimal"/> for the exact one.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="OverflowException">The number is NaN, infinite or too large.</exception>
    public static explicit operator decimal(Decimal128 value)
    {
        if (value.TryToDecimal(out decimal exact)) return exact;
        if (value.kind != Decimal128Kind.Finite) throw new OverflowException($"{value} has no counterpart in System.Decimal.");
        if (value.coefficient.IsZero) return WithScale(0m, value.negative, (byte)Math.Min(28, Math.Max(0, -value.exponent)));

        // Far below the last place of decimal there is only zero; far above there is nothing.
        Span<byte> digits = stackalloc byte[MaxDigits];
        int adjusted = value.exponent + value.coefficient.Format(digits) - 1;
        if (adjusted < -29) return WithScale(0m, value.negative, 28);
        if (adjusted > 28) throw new OverflowException($"{value} is too large for System.Decimal.");
        return Rounded(value);
    }

    private static decimal Rounded(Decimal128 value)
    {
        BigInteger digits = value.coefficient.ToBigInteger();
        int exponent = value.exponent;
        if (exponent > 0) (digits, exponent) = (digits * BigInteger.Pow(10, exponent), 0);
        BigInteger rounded = digits;
        int dropped = Math.Max(0, -28 - exponent);
        while (true)
        {
            // Always from the exact digits, so that nothing is rounded twice.
            if (dropped > 0) rounded = Round(digits, BigInteger.Pow(10, dropped));
            if (rounded <= MaxDecimal) break;
            if (exponent + dropped >= 0) throw new OverflowException($"{value} is too large for System.Decimal.");
            dropped++;
        }

        return WithScale((decimal)rounded, value.negative, (byte)-(exponent + dropped));
    }

    private static BigInteger MaxDecimal => (BigInteger)decimal.MaxValue;

    private static BigInteger Round(BigInteger digits, BigInteger divisor)
    {
        BigInteger quotient = BigInteger.DivRem(digits, divisor, out BigInteger rest);
        int half = (rest * 2).CompareTo(divisor);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    private static decimal WithScale(decimal digits, bool negative, byte scale)
    {
        int[] bits = decimal.GetBits(digits);
        return new decimal(bits[0], bits[1], bits[2], negative, scale);
    }
}
