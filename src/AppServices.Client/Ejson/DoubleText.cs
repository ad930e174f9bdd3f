using System;
using System.Buffers.Text;

namespace AppServices.Ejson;

/// <summary>
/// Doubles as text, the shortest that reads back as the same number, with a point or an exponent so that it is not taken for an
/// integer: <c>1.0</c>, <c>1E+16</c>, <c>-0.0</c>, <c>NaN</c>, <c>-Infinity</c>.
/// </summary>
internal static class DoubleText
{
    /// <summary>Room that any double's text has in.</summary>
    public const int MaxLength = 32;

    /// <summary>Reads a finite number in JSON's or C's notation, or one of the three names. One that is too large is refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        if (text.SequenceEqual("NaN"u8)) value = double.NaN;
        else if (text.SequenceEqual("Infinity"u8)) value = double.PositiveInfinity;
        else if (text.SequenceEqual("-Infinity"u8)) value = double.NegativeInfinity;
        else return TryParseFinite(text, out value);
        return true;
    }

    /// <summary>Writes the text.</summary>
    /// <returns>Its length, at most <see cref="MaxLength"/>.</returns>
    public static int Format(double value, Span<byte> text)
    {
        if (double.IsNaN(value) || double.IsInfinity(value)) return Name(value, text);
        if (TryFormatShort(value, text, out int length)) return length;
        length = FormatFinite(value, text);
        if (text.Slice(0, length).IndexOfAny((byte)'.', (byte)'E') >= 0) return length;
        text[length++] = (byte)'.';
        text[length++] = (byte)'0';
        return length;
    }

    // Most numbers have three decimals at most, and the shortest text of those need not be searched for: two texts of up to 15 digits are
    // never the same number, so that the one which is this number is the shortest.
    private static bool TryFormatShort(double value, Span<byte> text, out int length)
    {
        length = 0;
        double thousandths = Math.Round(value * 1000);
        if (!(Math.Abs(thousandths) < 1e15) || thousandths / 1000 != value || thousandths == 0) return false;
        long digits = Math.Abs((long)thousandths);
        if (value < 0) text[length++] = (byte)'-';
        Utf8Formatter.TryFormat(digits / 1000, text.Slice(length), out int whole);
        length += whole;
        text[length++] = (byte)'.';
        int fraction = (int)(digits % 1000);
        text[length++] = (byte)('0' + fraction / 100);
        if (fraction % 100 != 0) text[length++] = (byte)('0' + fraction / 10 % 10);
        if (fraction % 10 != 0) text[length++] = (byte)('0' + fraction % 10);
        return true;
    }

    private static int Name(double value, Span<byte> text)
    {
        ReadOnlySpan<byte> name = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;
        name.CopyTo(text);
        return name.Length;
    }

#if NET
    private static bool TryParseFinite(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        int first = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        if (first == text.Length || !(text[first] == '.' || (uint)(text[first] - '0') <= 9)) return false;
        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length && !double.IsInfinity(value);
    }

    private static int FormatFinite(double value, Span<byte> text)
    {
        if (NeedsExact(value)) return ExactDoubleFormatter.Format(value, text);
        Utf8Formatter.TryFormat(value, text, out int length);
        return length;
    }

    /// <summary>
    /// Of a few powers of two, such as 2^-25, .NET's text reads back as the neighbour (seen in .NET 10), and its versions differ in
    /// where numbers of 16 and 17 digits begin to have an exponent.
    /// </summary>
    private static bool NeedsExact(double value)
    {
        bool isPowerOfTwo = (BitConverter.DoubleToInt64Bits(value) & ((1L << 52) - 1)) == 0;
        return Math.Abs(value) switch
        {
            0 => false,
            < 1 => isPowerOfTwo,
            < 1e15 => false,
            < 1e17 => true,
            _ => isPowerOfTwo,
        };
    }
#else
    // .NET Framework is off by the last bit in places, both ways.
    private static bool TryParseFinite(ReadOnlySpan<byte> text, out double value) => ExactDoubleParser.TryParse(text, out value);

    private static int FormatFinite(double value, Span<byte> text) => ExactDoubleFormatter.Format(value, text);
#endif
}
