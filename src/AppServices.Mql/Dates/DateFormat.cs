using System;
using System.Globalization;
using System.Text;

namespace AppServices.Mql.Dates;

/// <summary>A format of dates such as <c>%Y-%m-%d</c>.</summary>
internal sealed class DateFormat
{
    private readonly string _format;

    private DateFormat(string format) => _format = format;

    /// <summary>The format of dates in UTC that are given none.</summary>
    public static DateFormat Iso { get; } = new("%Y-%m-%dT%H:%M:%S.%LZ");

    /// <summary>The format of dates in other zones.</summary>
    public static DateFormat IsoWithoutZone { get; } = new("%Y-%m-%dT%H:%M:%S.%L");

    /// <exception cref="DocumentException">The format is not valid.</exception>
    public static DateFormat ForWriting(string format) => Check(format, "dGHjLmMSwuUVYzZbB%");

    /// <exception cref="DocumentException">The format is not valid.</exception>
    public static DateFormat ForReading(string format) => Check(format, "dGHjLmMSuVYzZbB%");

    /// <summary>Writes a date.</summary>
    /// <exception cref="DocumentException">Its year has no four digits.</exception>
    public string Format(long utc, DateZone zone)
    {
        CalendarTime time = zone.ToLocal(utc);
        long minutes = zone.Offset(utc) / 60_000;
        var text = new StringBuilder(_format.Length + 16);
        for (int i = 0; i < _format.Length; i++)
        {
            if (_format[i] != '%') text.Append(_format[i]);
            else _ = _format[++i] switch
            {
                'Y' => Year(text, time.Year),
                'G' => Year(text, time.IsoWeekYear),
                'm' => Padded(text, time.Month, 2),
                'd' => Padded(text, time.Day, 2),
                'H' => Padded(text, time.Hour, 2),
                'M' => Padded(text, time.Minute, 2),
                'S' => Padded(text, time.Second, 2),
                'L' => Padded(text, time.Millisecond, 3),
                'j' => Padded(text, time.DayOfYear, 3),
                'w' => Padded(text, time.DayOfWeek, 1),
                'u' => Padded(text, time.IsoDayOfWeek, 1),
                'U' => Padded(text, time.Week, 2),
                'V' => Padded(text, time.IsoWeek, 2),
                'b' => text.Append(MonthNames.Of(time.Month).AsSpan(0, 3)),
                'B' => text.Append(MonthNames.Of(time.Month)),
                'z' => Padded(text.Append(minutes < 0 ? '-' : '+'), Math.Abs(minutes) / 60 * 100 + Math.Abs(minutes) % 60, 4),
                'Z' => text.Append(minutes),
                _ => text.Append('%'),
            };
        }
        return text.ToString();
    }

    /// <summary>Reads a date.</summary>
    /// <param name="text">The text.</param>
    /// <param name="zone">The zone of a text that names none; null for UTC.</param>
    /// <exception cref="DocumentException">The text is not of this format, or no date.</exception>
    public long Parse(string text, DateZone? zone) => new DateFormatReader(_format, text).Read().ToUtc(text, zone);

    private static DateFormat Check(string format, string specifiers)
    {
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%') continue;
            if (++i == format.Length) throw DocumentException.Numbered(18535, "Unmatched '%' at end of format string");
            if (!specifiers.Contains(format[i]))
                throw DocumentException.Numbered(18536, $"Invalid format character '%{format[i]}' in format string");
        }
        return new DateFormat(format);
    }

    private static StringBuilder Year(StringBuilder text, long year) => year is >= 0 and <= 9999
        ? Padded(text, year, 4)
        : throw DocumentException.Numbered(
            18537, $"Could not convert date to string: date component was outside the supported range of 0-9999: {year}");

    private static StringBuilder Padded(StringBuilder text, long value, int width) =>
        text.Append(value.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0'));
}
