using System;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>Dates as relaxed Extended JSON writes them: RFC 3339 with milliseconds.</summary>
internal static class IsoDate
{
    /// <summary>Length of the longest text that <see cref="Format"/> writes.</summary>
    public const int MaxLength = 24;

    /// <summary>
    /// Reads <c>yyyy-MM-ddTHH:mm:ss</c> with any fraction and the zone <c>Z</c>, <c>+HH:mm</c>, <c>+HHmm</c> or <c>+HH</c>.
    /// What is below a millisecond is dropped, as the database has no room for it.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTime utc)
    {
        utc = default;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':')
            return false;
        if (!TryDigits(text.Slice(0, 4), out int year) || !TryDigits(text.Slice(5, 2), out int month)
            || !TryDigits(text.Slice(8, 2), out int day) || !TryDigits(text.Slice(11, 2), out int hour)
            || !TryDigits(text.Slice(14, 2), out int minute) || !TryDigits(text.Slice(17, 2), out int second))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;

        text = text.Slice(19);
        if (!TryReadFraction(ref text, out int milliseconds) || !TryReadZone(text, out int offset)) return false;
        long ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks
            + (milliseconds * TimeSpan.TicksPerMillisecond) - (offset * TimeSpan.TicksPerMinute);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        utc = new DateTime(ticks, DateTimeKind.Utc);
        return true;
    }

    /// <summary>Writes the date with three decimals, or without any when they are zero.</summary>
    /// <param name="milliseconds">Since 1970; the year must be at most 9999.</param>
    /// <param name="text">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>The length.</returns>
    public static int Format(long milliseconds, Span<byte> text)
    {
        DateTime utc = new((milliseconds * TimeSpan.TicksPerMillisecond) + BsonDateTime.EpochTicks, DateTimeKind.Utc);
        Put(utc.Year, text.Slice(0, 4), '-', text);
        Put(utc.Month, text.Slice(5, 2), '-', text.Slice(5));
        Put(utc.Day, text.Slice(8, 2), 'T', text.Slice(8));
        Put(utc.Hour, text.Slice(11, 2), ':', text.Slice(11));
        Put(utc.Minute, text.Slice(14, 2), ':', text.Slice(14));
        Put(utc.Second, text.Slice(17, 2), utc.Millisecond == 0 ? 'Z' : '.', text.Slice(17));
        if (utc.Millisecond == 0) return 20;
        Put(utc.Millisecond, text.Slice(20, 3), 'Z', text.Slice(20));
        return MaxLength;
    }

    private static void Put(int value, Span<byte> digits, char after, Span<byte> text)
    {
        for (int i = digits.Length - 1; i >= 0; i--, value /= 10) digits[i] = (byte)('0' + (value % 10));
        text[digits.Length] = (byte)after;
    }

    private static bool TryReadFraction(ref ReadOnlySpan<byte> text, out int milliseconds)
    {
        milliseconds = 0;
        if (text.Length == 0 || text[0] != '.') return true;
        int place = 100, at = 1;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++, place /= 10) milliseconds += (text[at] - '0') * place;
        text = text.Slice(at);
        return at > 1;
    }

    private static bool TryReadZone(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1) return (text[0] | 0x20) == 'z';
        if (text.Length is not (3 or 5 or 6) || text[0] is not ((byte)'+' or (byte)'-')) return false;
        if (!TryDigits(text.Slice(1, 2), out int hours) || hours > 23 || (text.Length == 6 && text[3] != ':')) return false;
        if (text.Length > 3 && (!TryDigits(text.Slice(text.Length - 2), out minutes) || minutes > 59)) return false;
        minutes = (hours * 60) + minutes;
        if (text[0] == '-') minutes = -minutes;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            if ((uint)(digit - '0') > 9) return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
