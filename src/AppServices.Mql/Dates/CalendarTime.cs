using System;

namespace AppServices.Mql.Dates;

/// <summary>
/// A point of the proleptic Gregorian calendar, in no time zone, of any year that 64 bits of milliseconds reach. Fields of a
/// point that is being put together may lie outside their ranges; they carry over into the next.
/// </summary>
internal readonly record struct CalendarTime(
    long Year, long Month, long Day, long Hour = 0, long Minute = 0, long Second = 0, long Millisecond = 0)
{
    public const long Hours = 60 * 60 * 1000;
    public const long Days = 24 * Hours;

    /// <summary>The point so many milliseconds after 1970 began.</summary>
    public static CalendarTime Of(long milliseconds)
    {
        (long days, long rest) = FloorDivide(milliseconds, Days);
        (long year, long month, long day) = OfDays(days);
        return new CalendarTime(year, month, day, rest / Hours, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000);
    }

    /// <summary>The milliseconds since 1970 began.</summary>
    /// <exception cref="OverflowException">They do not fit 64 bits.</exception>
    public long Milliseconds
    {
        get
        {
            Int128 total = (Int128)DayNumber * Days + (Int128)Hour * Hours + (Int128)Minute * 60_000 + (Int128)Second * 1000 + Millisecond;
            return checked((long)total);
        }
    }

    /// <summary>The days since 1970 began.</summary>
    public long DayNumber
    {
        get
        {
            (long years, long month) = FloorDivide(Month - 1, 12);
            return DaysBefore(Year + years, month + 1) + Day - 1;
        }
    }

    /// <summary>1 for the first day of the year.</summary>
    public long DayOfYear => DayNumber - DaysBefore(Year, 1) + 1;

    /// <summary>1 for Monday, 7 for Sunday.</summary>
    public long IsoDayOfWeek => FloorDivide(DayNumber + 3, 7).Remainder + 1;

    /// <summary>1 for Sunday, 7 for Saturday.</summary>
    public long DayOfWeek => IsoDayOfWeek % 7 + 1;

    /// <summary>The week, where weeks begin on Sunday and the days before the first Sunday are week 0.</summary>
    public long Week => (DayOfYear + 7 - DayOfWeek) / 7;

    /// <summary>The year that the week of this day belongs to: that of its Thursday.</summary>
    public long IsoWeekYear => OfDays(DayNumber + 4 - IsoDayOfWeek).Year;

    /// <summary>The week of that year, 1 to 53.</summary>
    public long IsoWeek => (DayNumber + 4 - IsoDayOfWeek - DaysBefore(IsoWeekYear, 1)) / 7 + 1;

    /// <summary>The day of an ISO week.</summary>
    public static CalendarTime OfIsoWeek(long year, long week, long dayOfWeek)
    {
        var fourth = new CalendarTime(year, 1, 4);      // always in week 1
        return fourth with { Day = 4 - fourth.IsoDayOfWeek + 1 + (week - 1) * 7 + dayOfWeek - 1 };
    }

    /// <summary>So many months later, on the last day of a month that is too short.</summary>
    public CalendarTime AddMonths(long months)
    {
        (long years, long month) = FloorDivide(Month - 1 + months, 12);
        long year = Year + years;
        return this with { Year = year, Month = month + 1, Day = Math.Min(Day, DaysIn(year, month + 1)) };
    }

    public static long DaysIn(long year, long month) => DaysBefore(month == 12 ? year + 1 : year, month % 12 + 1) - DaysBefore(year, month);

    /// <summary>Divides towards minus infinity.</summary>
    public static (long Quotient, long Remainder) FloorDivide(long value, long divisor)
    {
        (long quotient, long rest) = Math.DivRem(value, divisor);
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest);
    }

    // Years are counted from March on, so that the leap day is their last, in eras of 400 years of 146,097 days.
    private static long DaysBefore(long year, long month)
    {
        if (month <= 2) year--;
        (long era, long yearOfEra) = FloorDivide(year, 400);
        long dayOfYear = (153 * ((month + 9) % 12) + 2) / 5;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    private static (long Year, long Month, long Day) OfDays(long days)
    {
        (long era, long dayOfEra) = FloorDivide(days + 719_468, 146_097);
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long monthFromMarch = (5 * dayOfYear + 2) / 153;
        long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1);
    }
}
