using System;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AppServices.Mql.Dates;

/// <summary>Dates as text in no given format: those of ISO 8601, and the common ones with numbers or with names of months.</summary>
internal static partial class DateText
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>The ISO 8601 text of a date in UTC.</summary>
    public static string Format(long utc) => DateFormat.Iso.Format(utc, DateZone.Utc);

    /// <param name="text">The text.</param>
    /// <param name="zone">The zone of a text that names none; null for UTC.</param>
    /// <exception cref="DocumentException">It is no date.</exception>
    public static long Parse(string text, DateZone? zone = null)
    {
        text = text.Trim('\0');
        Match date = DatePart().Match(text);
        if (!date.Success) throw Failure(text, "no date is found in it");
        var fields = new DateFields
        {
            Year = Number(date, "y"),
            Month = date.Groups["name"] is { Success: true } name ? MonthNames.Find(name.ValueSpan)
                ?? throw Failure(text, "there is no such month") : Number(date, "m"),
            Day = Number(date, "d"),
            DayOfYear = Number(date, "j"),
            IsoYear = Number(date, "G"),
            IsoWeek = Number(date, "V"),
            IsoDayOfWeek = Number(date, "u"),
        };
        int end = date.Length;
        if (TimePart().Match(text, end) is { Success: true } time)
        {
            ReadTime(fields, time);
            end += time.Length;
        }
        ReadZone(fields, text, end);
        return fields.ToUtc(text, zone);
    }

    private static void ReadTime(DateFields fields, Match time)
    {
        if (time.Groups["word"] is { Success: true } word)
        {
            fields.Hour = word.ValueSpan[0] is 'n' or 'N' ? 12 : 0;
            return;
        }
        fields.Hour = Number(time, "H")!.Value;
        fields.Minute = Number(time, "M") ?? 0;
        fields.Second = Number(time, "S") ?? 0;
        if (time.Groups["f"] is { Success: true } fraction)
            fields.Millisecond = int.Parse(fraction.Value.PadRight(3, '0')[..3], CultureInfo.InvariantCulture);
        if (time.Groups["half"] is { Success: true } half)
            fields.Hour = fields.Hour % 12 + (half.ValueSpan[0] is 'p' or 'P' ? 12 : 0);
    }

    private static void ReadZone(DateFields fields, string text, int start)
    {
        ReadOnlySpan<char> rest = text.AsSpan(start).Trim();
        if (rest.IsEmpty) return;
        if ((rest.StartsWith("UTC", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("GMT", StringComparison.OrdinalIgnoreCase))
            && rest.Length > 3 && rest[3] is '+' or '-')
            rest = rest[3..];
        // An hour of one digit, as in UTC+2, is common.
        string zone = rest.Length == 2 && rest[0] is '+' or '-' ? $"{rest[0]}0{rest[1..]}" : rest.ToString();
        fields.Zone = DateZone.Find(zone.Equals("z", StringComparison.Ordinal) ? "Z" : zone)
            ?? throw Failure(text, $"unexpected characters '{rest}'");
    }

    private static int? Number(Match match, string group) =>
        match.Groups[group] is { Success: true } found
            ? int.Parse(found.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : null;

    private static DocumentException Failure(string text, string reason) =>
        DocumentException.ConversionFailure($"Error parsing date string '{text}'; {reason}");

    [GeneratedRegex("""
        ^\s*(
          (?<G>\d{4})-?W(?<V>\d{2})(-?(?<u>[1-7]))?
        | (?<y>\d{4}|[+-]\d{4,6})-(?<m>\d{1,2})-(?<d>\d{1,2})
        | (?<y>\d{4})-(?<name>[a-z]{3,9})-(?<d>\d{1,2})
        | (?<y>\d{4})/(?<m>\d{1,2})/(?<d>\d{1,2})
        | (?<y>\d{4})(?<m>\d{2})(?<d>\d{2})(?!\d)
        | (?<y>\d{4})-?(?<j>\d{3})(?!\d)
        | (?<m>\d{1,2})/(?<d>\d{1,2})/(?<y>\d{4})
        | (?<d>\d{1,2})[.-](?<m>\d{1,2})[.-](?<y>\d{4})
        | ((mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?
          ( (?<d>\d{1,2})(st|nd|rd|th)?[\s.-]+(?<name>[a-z]{3,9})[\s,.-]+(?<y>\d{4})
          | (?<name>[a-z]{3,9})\.?\s+(?<d>\d{1,2})(st|nd|rd|th)?,?\s+(?<y>\d{4}) )
        )
        """, Options | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex DatePart();

    [GeneratedRegex("""
        \G(T|,?\s+|,)\s*(
          (?<H>\d{1,2}):(?<M>\d{2})(:(?<S>\d{2})([.,](?<f>\d{1,9}))?)?(\s*(?<half>[ap])\.?m\b\.?)?
        | (?<H>\d{2})(?<M>\d{2})(?<S>\d{2})?
        | (?<H>\d{1,2})\s*(?<half>[ap])\.?m\b\.?
        | (?<word>noon|midnight)\b
        )
        """, Options | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex TimePart();
}
