using System;

namespace AppServices.Bson;

/// <summary>Text form of <see cref="Decimal128"/>, exact both ways: what does not fit is refused, never rounded.</summary>
internal static class Decimal128Text
{
    /// <summary>Room that any value's text has in.</summary>
    public const int MaxLength = 48;

    // Beyond this every exponent is out of range, whatever the digits; it keeps the sums below within an int.
    private const int MaxReadExponent = 1_000_000_000;

    public enum Outcome
    {
        Ok,
        Malformed,
        TooManyDigits,
        TooLarge,
        TooSmall,
    }

    public static string Explain(Outcome problem) => problem switch
    {
        Outcome.TooManyDigits => "The number has more than the 34 significant digits of a Decimal128; round it first.",
        Outcome.TooLarge => "The number is beyond the greatest Decimal128, 9.999999999999999999999999999999999E+6144.",
        Outcome.TooSmall => "The number has digits below the last place of a Decimal128, 1E-6176; round it first.",
        _ => "The text is not a decimal number such as 12.50, 1E+3, NaN or -Infinity.",
    };

    public static Outcome Parse(string text, out Decimal128 value)
    {
        Span<byte> ascii = text.Length <= 256 ? stackalloc byte[256] : new byte[text.Length];
        for (int i = 0; i < text.Length; i++) ascii[i] = text[i] < 0x80 ? (byte)text[i] : (byte)0;
        return Parse(ascii.Slice(0, text.Length), out value);
    }

    public static Outcome Parse(ReadOnlySpan<byte> text, out Decimal128 value)
    {
        bool negative = text.Length > 0 && text[0] == '-';
        if (negative || (text.Length > 0 && text[0] == '+')) text = text.Slice(1);
        return text.Length > 0 && (text[0] == '.' || IsDigit(text[0]))
            ? ParseNumber(text, negative, out value)
            : ParseName(text, negative, out value);
    }

    /// <summary>Writes the canonical text.</summary>
    /// <returns>Its length, at most <see cref="MaxLength"/>.</returns>
    public static int Format(Decimal128 value, Span<byte> text)
    {
        if (value.IsNaN) return Append("NaN"u8, text);
        int at = value.IsNegative ? Append("-"u8, text) : 0;
        if (value.IsInfinity) return at + Append("Infinity"u8, text.Slice(at));

        Span<byte> buffer = stackalloc byte[Decimal128.MaxDigits];
        ReadOnlySpan<byte> digits = buffer.Slice(0, value.Coefficient.Format(buffer));
        int exponent = value.Exponent, adjusted = exponent + digits.Length - 1;
        if (exponent > 0 || adjusted < -6)
        {
            at += Append(digits.Slice(0, 1), text.Slice(at));
            if (digits.Length > 1)
            {
                at += Append("."u8, text.Slice(at));
                at += Append(digits.Slice(1), text.Slice(at));
            }

            return at + AppendExponent(adjusted, text.Slice(at));
        }

        int whole = digits.Length + exponent;
        if (whole <= 0)
        {
            at += Append("0."u8, text.Slice(at));
            for (; whole < 0; whole++) text[at++] = (byte)'0';
            return at + Append(digits, text.Slice(at));
        }

        at += Append(digits.Slice(0, whole), text.Slice(at));
        if (exponent == 0) return at;
        at += Append("."u8, text.Slice(at));
        return at + Append(digits.Slice(whole), text.Slice(at));
    }

    private static Outcome ParseNumber(ReadOnlySpan<byte> text, bool negative, out Decimal128 value)
    {
        value = default;
        Span<byte> digits = stackalloc byte[Decimal128.MaxDigits];
        int count = 0, exponent = 0, at = 0;
        bool any = false, point = false, inexact = false;
        for (; at < text.Length; at++)
        {
            byte c = text[at];
            if (c == '.' && !point)
            {
                point = true;
                continue;
            }

            if (!IsDigit(c)) break;
            any = true;
            if (count < digits.Length)
            {
                if (count > 0 || c != '0') digits[count++] = c;
                if (point) exponent--;
            }
            else
            {
                // Zeros that are too many are a change of exponent, anything else would be lost.
                inexact |= c != '0';
                if (!point) exponent++;
            }
        }

        if (!any || !TryReadExponent(text.Slice(at), out int written)) return Outcome.Malformed;
        return inexact ? Outcome.TooManyDigits : Fit(digits, count, exponent + written, negative, out value);
    }

    /// <summary>Moves the exponent into range where zeros can be added or taken away at the end.</summary>
    private static Outcome Fit(Span<byte> digits, int count, int exponent, bool negative, out Decimal128 value)
    {
        value = default;
        if (count == 0)
        {
            exponent = Math.Min(Math.Max(exponent, Decimal128.MinExponent), Decimal128.MaxExponent);
        }
        else if (exponent > Decimal128.MaxExponent)
        {
            int zeros = exponent - Decimal128.MaxExponent;
            if (count + zeros > digits.Length) return Outcome.TooLarge;
            digits.Slice(count, zeros).Fill((byte)'0');
            (count, exponent) = (count + zeros, Decimal128.MaxExponent);
        }

        for (; exponent < Decimal128.MinExponent; exponent++)
            if (count == 0 || digits[--count] != '0') return Outcome.TooSmall;

        value = new Decimal128(negative, Coefficient.From(digits.Slice(0, count)), exponent);
        return Outcome.Ok;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.Length == 0) return true;
        if ((text[0] | 0x20) != 'e') return false;
        text = text.Slice(1);
        bool negative = text.Length > 0 && text[0] == '-';
        if (negative || (text.Length > 0 && text[0] == '+')) text = text.Slice(1);
        if (text.Length == 0) return false;
        foreach (byte c in text)
        {
            if (!IsDigit(c)) return false;
            exponent = exponent >= MaxReadExponent / 10 ? MaxReadExponent : (exponent * 10) + (c - '0');
        }

        if (negative) exponent = -exponent;
        return true;
    }

    private static Outcome ParseName(ReadOnlySpan<byte> text, bool negative, out Decimal128 value)
    {
        value = default;
        if (IsName(text, "nan"u8)) value = Decimal128.NaN;
        else if (IsName(text, "inf"u8) || IsName(text, "infinity"u8))
            value = negative ? Decimal128.NegativeInfinity : Decimal128.PositiveInfinity;
        else return Outcome.Malformed;
        return Outcome.Ok;
    }

    private static bool IsName(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase)
    {
        if (text.Length != lowerCase.Length) return false;
        for (int i = 0; i < text.Length; i++)
            if ((text[i] | 0x20) != lowerCase[i]) return false;
        return true;
    }

    private static bool IsDigit(byte c) => (uint)(c - '0') <= 9;

    private static int Append(ReadOnlySpan<byte> part, Span<byte> text)
    {
        part.CopyTo(text);
        return part.Length;
    }

    private static int AppendExponent(int exponent, Span<byte> text)
    {
        text[0] = (byte)'E';
        text[1] = (byte)(exponent < 0 ? '-' : '+');
        int value = Math.Abs(exponent), digits = value >= 1000 ? 4 : value >= 100 ? 3 : value >= 10 ? 2 : 1;
        for (int i = digits + 1; i > 1; i--, value /= 10) text[i] = (byte)('0' + (value % 10));
        return digits + 2;
    }
}
