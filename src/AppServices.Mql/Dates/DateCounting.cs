using System;

namespace AppServices.Mql.Dates;

/// <summary>Adds units of time to dates, counts those between two, and cuts dates to them, as clocks of a time zone show them.</summary>
internal static class DateCounting
{
    /// <summary>The unit of a name such as <c>month</c>; null when there is none.</summary>
    public static DateUnit? Unit(string name) => name switch
    {
        "millisecond" => DateUnit.Millisecond,
        "second" => DateUnit.Second,
        "minute" => DateUnit.Minute,
        "hour" => DateUnit.Hour,
        "day" => DateUnit.Day,
        "week" => DateUnit.Week,
        "month" => DateUnit.Month,
        "quarter" => DateUnit.Quarter,
        "year" => DateUnit.Year,
        _ => null,
    };

    /// <exception cref="OverflowException">The date would not fit 64 bits.</exception>
    public static long Add(long date, DateUnit unit, long amount, DateZone zone)
    {
        if (Length(unit) is { } length && unit < DateUnit.Day) return checked(date + amount * length);
        CalendarTime local = zone.ToLocal(date);
        long shift = checked(amount * Months(unit));
        if (Math.Abs(shift) > 12_000_000_000) throw new OverflowException();
        return zone.ToUtc(
            shift == 0 ? local with { Day = checked(local.Day + amount * (unit == DateUnit.Week ? 7 : 1)) } : local.AddMonths(shift));
    }

    /// <summary>How often a unit begins after one date and until another.</summary>
    /// <param name="from">The one date.</param>
    /// <param name="to">The other.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="zone">Where it begins.</param>
    /// <param name="weekStart">The day that weeks begin on, 1 for Monday.</param>
    public static long Between(long from, long to, DateUnit unit, DateZone zone, int weekStart)
    {
        if (unit == DateUnit.Millisecond) return checked(to - from);
        CalendarTime start = zone.ToLocal(from), end = zone.ToLocal(to);
        if (unit >= DateUnit.Month) return Index(end, Months(unit)) - Index(start, Months(unit));
        if (unit == DateUnit.Week) return Week(end, weekStart) - Week(start, weekStart);
        if (unit == DateUnit.Day) return end.DayNumber - start.DayNumber;
        long length = Length(unit)!.Value, offset = zone.Offset(from);
        return CalendarTime.FloorDivide(to + offset, length).Quotient - CalendarTime.FloorDivide(from + offset, length).Quotient;
    }

    /// <summary>The beginning of the span of several units, counted from the year 2000, that a date is in.</summary>
    public static long Truncate(long date, DateUnit unit, long size, DateZone zone, int weekStart)
    {
        var reference = new CalendarTime(2000, 1, 1);
        if (unit < DateUnit.Day)
        {
            long origin = zone.ToUtc(reference), length = checked(Length(unit)!.Value * size);
            return date - CalendarTime.FloorDivide(checked(date - origin), length).Remainder;
        }
        CalendarTime local = zone.ToLocal(date);
        if (unit >= DateUnit.Month)
        {
            long span = checked(Months(unit) * size);
            return zone.ToUtc(
                reference.AddMonths(CalendarTime.FloorDivide((local.Year - 2000) * 12 + local.Month - 1, span).Quotient * span));
        }
        // 2000 began on a Saturday.
        long first = reference.DayNumber + (unit == DateUnit.Week ? CalendarTime.FloorDivide(weekStart - 6, 7).Remainder : 0);
        long days = checked(size * (unit == DateUnit.Week ? 7 : 1));
        long past = CalendarTime.FloorDivide(local.DayNumber - first, days).Quotient * days;
        return zone.ToUtc(reference with { Day = 1 + first - reference.DayNumber + past });
    }

    private static long? Length(DateUnit unit) => unit switch
    {
        DateUnit.Millisecond => 1,
        DateUnit.Second => 1000,
        DateUnit.Minute => 60_000,
        DateUnit.Hour => CalendarTime.Hours,
        _ => null,
    };

    private static long Months(DateUnit unit) => unit switch
    {
        DateUnit.Month => 1,
        DateUnit.Quarter => 3,
        DateUnit.Year => 12,
        _ => 0,
    };

    private static long Index(CalendarTime time, long months) => CalendarTime.FloorDivide(time.Year * 12 + time.Month - 1, months).Quotient;

    // Day 0 was a Thursday.
    private static long Week(CalendarTime time, int weekStart) => CalendarTime.FloorDivide(time.DayNumber + 4 - weekStart, 7).Quotient;
}
