namespace AppServices.Mql.Dates;

/// <summary>What a text says of a date; null for what it leaves open.</summary>
internal sealed class DateFields
{
    public int? Year { get; set; }

    public int? Month { get; set; }

    public int? Day { get; set; }

    public int? DayOfYear { get; set; }

    public int? IsoYear { get; set; }

    public int? IsoWeek { get; set; }

    public int? IsoDayOfWeek { get; set; }

    public int Hour { get; set; }

    public int Minute { get; set; }

    public int Second { get; set; }

    public int Millisecond { get; set; }

    /// <summary>The zone that is named.</summary>
    public DateZone? Zone { get; set; }

    /// <summary>The date in milliseconds of UTC.</summary>
    /// <param name="text">The text, for messages.</param>
    /// <param name="zone">The zone of a text that names none; null for UTC.</param>
    /// <exception cref="DocumentException">Parts are missing, or there is no such date.</exception>
    public long ToUtc(string text, DateZone? zone)
    {
        if (Zone is not null && zone is not null)
            throw DocumentException.ConversionFailure(
                $"you cannot pass in a date/time string with time zone information ('{text}') together with a timezone argument");
        CalendarTime date = Date(text) with { Hour = Hour, Minute = Minute, Second = Second, Millisecond = Millisecond };
        if (Hour > 24 || Minute > 59 || Second > 60) throw Invalid(text);
        return (Zone ?? zone ?? DateZone.Utc).ToUtc(date);
    }

    private CalendarTime Date(string text)
    {
        if (IsoYear is { } isoYear)
        {
            if (Year is not null || Month is not null || Day is not null)
                throw DocumentException.ConversionFailure(
                    $"Error parsing date string '{text}'; Mixing of ISO dates with natural dates is not allowed");
            (int week, int weekDay) = (IsoWeek ?? 1, IsoDayOfWeek ?? 1);
            return week is >= 1 and <= 53 && weekDay is >= 1 and <= 7
                ? CalendarTime.OfIsoWeek(isoYear, week, weekDay)
                : throw Invalid(text);
        }
        if (Year is not { } year) throw Incomplete(text);
        if (DayOfYear is { } dayOfYear) return dayOfYear is >= 1 and <= 366 ? new CalendarTime(year, 1, dayOfYear) : throw Invalid(text);
        if (Month is not { } month || Day is not { } day) throw Incomplete(text);
        return month is >= 1 and <= 12 && day >= 1 && day <= CalendarTime.DaysIn(year, month)
            ? new CalendarTime(year, month, day)
            : throw Invalid(text);
    }

    private static DocumentException Incomplete(string text) =>
        DocumentException.ConversionFailure($"an incomplete date/time string has been found, with elements missing: \"{text}\"");

    private static DocumentException Invalid(string text) =>
        DocumentException.ConversionFailure($"Error parsing date string '{text}'; The parsed date was invalid");
}
