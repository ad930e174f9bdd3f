using System;
using System.Globalization;
using System.Text.RegularExpressions;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Conversions;

/// <summary>Numbers as text.</summary>
internal static partial class NumberText
{
    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Format(BsonValue number) => number switch
    {
        BsonDouble { Value: var value } => Format(value),
        BsonDecimal128 value => value.Value.ToString(),
        _ => number.ToInt64().ToString(CultureInfo.InvariantCulture),
    };

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
            BsonType.Double => ParseDouble(text),
            _ => Real().IsMatch(text) && Decimal128.TryParse(text, out Decimal128 value) ? new BsonDecimal128(value) : null,
        };
        return number ?? throw DocumentException.ConversionFailure($"Failed to parse number '{text}' in $convert with no onError value");
    }

    private static string Format(double value)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('E', StringComparison.Ordinal) && Math.Abs(value) is >= 1e15 and < 1e17
            ? value.ToString("F0", CultureInfo.InvariantCulture)
            : text.Replace('E', 'e');
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
        return double.IsFinite(value) ? new BsonDouble(value) : null;
    }

    [GeneratedRegex(@"^[+-]?\d+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[+-]?((\d+\.?\d*|\.\d+)(e[+-]?\d+)?|inf(inity)?|nan)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Real();
}
