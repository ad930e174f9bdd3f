using System;
using System.Numerics;

namespace AppServices.Server.Triggers;

/// <summary>
/// The minutes at which a scheduled trigger fires, in UTC: five fields, all of which must match. A step takes the values that are its
/// multiples, so <c>*/25</c> means the minutes 0, 25 and 50. Source: app-folder 7.4.
/// </summary>
internal sealed class CronSchedule
{
    // The calendar repeats itself after 28 years, but for the years that end a century without being leap years.
    private const int MaxYears = 40;

    private static readonly string[] s_months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] s_weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly ulong _minutes, _hours, _days, _months, _weekdays;

    private CronSchedule(ulong minutes, ulong hours, ulong days, ulong months, ulong weekdays) =>
        (_minutes, _hours, _days, _months, _weekdays) = (minutes, hours, days, months, weekdays);

    /// <summary>Whether there is a step in another field than minute and hour, where its meaning is not documented.</summary>
    public bool HasOddStep { get; private init; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static CronSchedule Parse(string text)
    {
        string[] fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
            throw new FormatException(
                $"'{text}' has {fields.Length} fields; minute, hour, day of the month, month and weekday are expected");
        return new CronSchedule(
            ParseField(fields[0], "minute", 0, 59, []),
            ParseField(fields[1], "hour", 0, 23, []),
            ParseField(fields[2], "day of the month", 1, 31, []),
            ParseField(fields[3], "month", 1, 12, s_months),
            ParseField(fields[4], "weekday", 0, 6, s_weekdays))
        {
            HasOddStep = fields.AsSpan(2).ToArray() is var rest
                && Array.Exists(rest, static field => field.Contains('/', StringComparison.Ordinal)),
        };
    }

    /// <summary>The first minute after a time at which it fires; null when there is none in the next 40 years.</summary>
    /// <param name="after">A time in UTC.</param>
    public DateTime? Next(DateTime after)
    {
        DateTime start = ToMinute(after).AddMinutes(1), end = start.AddYears(MaxYears);
        for (DateTime day = start.Date; day <= end;)
        {
            if (!Has(_months, day.Month)) day = new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
            else if (Has(_days, day.Day) && Has(_weekdays, (int)day.DayOfWeek)
                && OnDay(day, day < start ? start.TimeOfDay : default) is { } found)
                return found;
            else day = day.AddDays(1);
        }
        return null;
    }

    /// <summary>The minute of a time.</summary>
    public static DateTime ToMinute(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMinute), DateTimeKind.Utc);

    private DateTime? OnDay(DateTime day, TimeSpan from)
    {
        for (int hour = NextBit(_hours, from.Hours); hour < 24; hour = NextBit(_hours, hour + 1))
        {
            int minute = NextBit(_minutes, hour == from.Hours ? from.Minutes : 0);
            if (minute < 60) return day.AddHours(hour).AddMinutes(minute);
        }
        return null;
    }

    private static bool Has(ulong set, int value) => (set >> value & 1) != 0;

    // 64 when there is none, which is beyond every field.
    private static int NextBit(ulong set, int from) => from >= 64 ? 64 : BitOperations.TrailingZeroCount(set & (ulong.MaxValue << from));

    private static ulong ParseField(string field, string name, int first, int last, string[] names)
    {
        ulong set = 0;
        foreach (string item in field.Split(','))
        {
            ulong values = ParseItem(item, name, first, last, names);
            if (values == 0)
                throw new FormatException($"'{item}' is no value of the {name}, since none of its values is a multiple of the step");
            set |= values;
        }
        return set;
    }

    private static ulong ParseItem(string item, string name, int first, int last, string[] names)
    {
        string[] parts = item.Split('/');
        string[] ends = parts[0].Split('-');
        bool isRange = parts[0] == "*" || ends.Length == 2;
        if (parts.Length > 2 || ends.Length > 2 || (parts.Length == 2 && !isRange)) throw Wrong(item, name, first, last, names);
        int step = 1;
        if (parts.Length == 2 && (!int.TryParse(parts[1], System.Globalization.NumberStyles.None, null, out step) || step == 0))
            throw new FormatException($"'{item}' has no step: a whole number above 0 is expected after '/'");
        int low = parts[0] == "*" ? first : Value(ends[0]), high = parts[0] == "*" ? last : Value(ends[^1]);
        if (low > high) throw new FormatException($"'{item}' begins after its end");
        ulong set = 0;
        for (int value = low; value <= high; value++)
            if (value % step == 0) set |= 1UL << value;
        return set;

        int Value(string text)
        {
            int place = Array.FindIndex(names, other => other.Equals(text, StringComparison.OrdinalIgnoreCase));
            if (place >= 0) return place + first;
            return int.TryParse(text, System.Globalization.NumberStyles.None, null, out int value) && value >= first && value <= last
                ? value
                : throw Wrong(item, name, first, last, names);
        }
    }

    private static FormatException Wrong(string item, string name, int first, int last, string[] names) => new(
        $"'{item}' is no {name}: numbers from {first} to {last}{(names.Length > 0 ? $", names from {names[0]} to {names[^1]}" : "")}, ranges, "
        + "'*', steps of those, and lists of all this are expected");
}
