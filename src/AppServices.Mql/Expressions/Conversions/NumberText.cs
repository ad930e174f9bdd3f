using System;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Conversions;

/// <summary>Numbers as text.</summary>
internal static partial class NumberText
{
    private const int ShortDigits = 6;
    private const double LeastExponent = 1e16;
    private const int MaxHexDigits = 1000;
    private const int MaxPower = 5000;
    private const int MaxDecimalText = 10_000;
    private const int MaxScale = 20_000;

    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Format(BsonValue number) => number switch
    {
        BsonDouble { Value: var value } => Format(value),
        BsonDecimal128 value => value.Value.ToString(),
        _ => number.ToInt64().ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A number as operators of texts show it that take it for a text: doubles have six digits, as C's <c>%g</c> has.</summary>
    public static string FormatShort(BsonValue number)
    {
        if (number is not BsonDouble { Value: var value }) return Format(number);
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        if (value == 0) return double.IsNegative(value) ? "-0" : "0";
        string[] parts = value.ToString("E5", CultureInfo.InvariantCulture).Split('E');
        int exponent = int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < ShortDigits)
            return Trimmed(value.ToString($"F{ShortDigits - 1 - exponent}", CultureInfo.InvariantCulture));
        return $"{Trimmed(parts[0])}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static string Trimmed(string digits) => digits.Contains('.') ? digits.TrimEnd('0').TrimEnd('.') : digits;

    /// <summary>The number that all of a text is, in decimal digits.</summary>
    /// <exception cref="DocumentException">It is none, or none of the type.</exception>
    public static BsonValue Parse(BsonType type, string text)
    {
        BsonValue? number = type switch
        {
            BsonType.Int32 =>
                Whole().IsMatch(text) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                    ? new BsonInt32(value)
                    : null,
            BsonType.Int64 =>
                Whole().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
                    ? new BsonInt64(value)
                    : null,
            BsonType.Double => Hex().IsMatch(text) ? ParseHex(text) : ParseDouble(text),
            _ => ParseDecimal(text),
        };
        return number ?? throw DocumentException.ConversionFailure($"Failed to parse number '{text}' in $convert with no onError value");
    }

    private static string Format(double value)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        bool hasExponent = text.Contains('E', StringComparison.Ordinal);
        return Math.Abs(value) switch
        {
            >= LeastExponent when !hasExponent => WithExponent(text),
            >= 1e15 and < LeastExponent when hasExponent => value.ToString("F0", CultureInfo.InvariantCulture),
            _ => text.Replace('E', 'e'),
        };
    }

    private static string WithExponent(string whole)
    {
        string sign = whole[0] == '-' ? "-" : "", digits = whole[sign.Length..], significant = digits.TrimEnd('0');
        string fraction = significant.Length > 1 ? $".{significant[1..]}" : "";
        return $"{sign}{significant[0]}{fraction}e+{digits.Length - 1:00}";
    }

    private static BsonDouble? ParseDouble(string text)
    {
        if (!Real().IsMatch(text)) return null;
        string word = text.TrimStart('+', '-');
        if (char.IsAsciiLetter(word[0]))
        {
            double special = word[0] is 'n' or 'N' ? double.NaN : double.PositiveInfinity;
            return new BsonDouble(text[0] == '-' ? -special : special);
        }
        double value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        bool isLost = value == 0 && text.AsSpan(0, MantissaLength(text)).ContainsAnyInRange('1', '9');
        return double.IsFinite(value) && !isLost ? new BsonDouble(value) : null;
    }

    private static int MantissaLength(string text) => text.IndexOfAny(['e', 'E']) is >= 0 and var mark ? mark : text.Length;

    // As C writes exact doubles: 0x1.8p1 is 3.
    private static BsonDouble? ParseHex(string text)
    {
        Match parts = Hex().Match(text);
        string whole = parts.Groups["whole"].Value, fraction = parts.Groups["fraction"].Value;
        if (whole.Length + fraction.Length is 0 or > MaxHexDigits) return null;
        double value = 0;
        foreach (char digit in whole + fraction) value = (value * 16) + Convert.ToInt32(digit.ToString(), 16);
        int power = parts.Groups["power"] is { Success: true } given
            ? int.TryParse(given.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int known) ? known : MaxPower
            : 0;
        value = Math.ScaleB(value, Math.Clamp(power, -MaxPower, MaxPower) - (4 * fraction.Length));
        return double.IsFinite(value) ? new BsonDouble(text[0] == '-' ? -value : value) : null;
    }

    // More digits than a decimal has are rounded.
    private static BsonDecimal128? ParseDecimal(string text)
    {
        if (!Real().IsMatch(text)) return null;
        if (Decimal128.TryParse(text, out Decimal128 value)) return new BsonDecimal128(value);
        int mark = text.IndexOfAny(['e', 'E']);
        string digits = mark < 0 ? text : text[..mark];
        string sign = digits[0] is '-' ? "-" : "";
        digits = sign + '0' + digits.TrimStart('+', '-').TrimStart('0');
        if (digits.Length > MaxDecimalText || !int.TryParse(
            mark < 0 ? "0" : text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent))
            return null;
        int point = digits.IndexOf('.');
        var coefficient = BigInteger.Parse(digits.Replace(".", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        long scale = (long)exponent - (point < 0 ? 0 : digits.Length - point - 1);
        if (scale is < -MaxScale or > MaxScale) return null;
        var number = new BigDecimal(coefficient, (int)scale).ToDecimal128();
        return Decimal128.IsInfinity(number) ? null : new BsonDecimal128(number);
    }

    [GeneratedRegex(@"^[+-]?0x(?<whole>[0-9a-f]*)\.?(?<fraction>[0-9a-f]*)(p(?<power>[+-]?\d+))?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Hex();

    [GeneratedRegex(@"^[+-]?\d+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|inf(inity)?|nan)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Real();
}
