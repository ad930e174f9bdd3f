using System;
using NodaTime;

namespace AppServices.Mql.Dates;

/// <summary>A time zone: a fixed offset from UTC, or one by its name in the Olson database.</summary>
internal sealed class DateZone
{
    private const long FirstInstant = -377_673_580_800_000;      // what the database covers: the years -9998 to 9999
    private const long LastInstant = 253_402_300_799_999;

    private readonly DateTimeZone? _zone;
    private readonly long _offset;

    private DateZone(DateTimeZone? zone, long offset)
    {
        _zone = zone;
        _offset = offset;
    }

    public static DateZone Utc { get; } = new(null, 0);

    public bool IsUtc => _zone is null && _offset == 0;

    /// <param name="text">An offset such as <c>+05:30</c>, or a name such as <c>Europe/Berlin</c>.</param>
    /// <returns>Null when there is no such zone.</returns>
    public static DateZone? Find(string text)
    {
        if (text is "UTC" or "GMT" or "Z") return Utc;
        if (TryOffset(text, out long offset)) return new DateZone(null, offset);
        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(text) is { } zone ? new DateZone(zone, 0) : null;
    }

    /// <summary>How much later than UTC it is at a point of time, in milliseconds.</summary>
    public long Offset(long utc) => _zone is null
        ? _offset
        : _zone.GetUtcOffset(Instant.FromUnixTimeMilliseconds(Math.Clamp(utc, FirstInstant, LastInstant))).Milliseconds;

    public CalendarTime ToLocal(long utc) => CalendarTime.Of(utc + Offset(utc));

    /// <summary>The point of time that a clock shows: the first of two, and one that is skipped as much later as clocks jump.</summary>
    /// <exception cref="OverflowException">It does not fit 64 bits.</exception>
    public long ToUtc(CalendarTime local)
    {
        long shown = local.Milliseconds;
        if (_zone is null) return checked(shown - _offset);
        long before = Offset(shown - CalendarTime.Days), after = Offset(shown + CalendarTime.Days);
        bool isAfter = before != after && Offset(shown - before) != before && Offset(shown - after) == after;
        return checked(shown - (isAfter ? after : before));
    }

    /// <summary>Reads <c>+hh</c>, <c>+hhmm</c> and <c>+hh:mm</c>.</summary>
    public static bool TryOffset(ReadOnlySpan<char> text, out long offset)
    {
        offset = 0;
        if (text is not ['+' or '-', _, _, ..] || text.Length is not (3 or 5 or 6) || text.Length == 6 && text[3] != ':') return false;
        ReadOnlySpan<char> minutes = text.Length == 3 ? "00" : text[^2..];
        if (!TryDigits(text[1..3], out long hour) || !TryDigits(minutes, out long minute)) return false;
        offset = (hour * 60 + minute) * 60_000 * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out long value)
    {
        bool isNumber = char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1]);
        value = isNumber ? (text[0] - '0') * 10 + text[1] - '0' : 0;
        return isNumber;
    }
}
