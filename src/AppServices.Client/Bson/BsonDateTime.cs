using System;
using System.Collections.Specialized;
using System.Globalization;
using AppServices.Bson.Parts;

namespace AppServices.Bson;

/// <summary>
/// A date as the database stores it. Dates of the years 1 to 9999 are read as <see cref="DateTime"/>; this type stands for those
/// that <see cref="DateTime"/> cannot hold.
/// </summary>
/// <param name="MillisecondsSinceEpoch">Milliseconds since 1970-01-01T00:00:00Z.</param>
public readonly record struct BsonDateTime(long MillisecondsSinceEpoch) : IBsonDateTime, IComparable<BsonDateTime>
{
    internal const long EpochTicks = 621_355_968_000_000_000;
    internal const long MinDateTime = -62_135_596_800_000;
    internal const long MaxDateTime = 253_402_300_799_999;

    private const long MillisecondsPerDay = 86_400_000;

    /// <summary>The value in Extended JSON.</summary>
    public OrderedDictionary _date => new() { ["$numberLong"] = MillisecondsSinceEpoch.ToString(CultureInfo.InvariantCulture) };

    /// <inheritdoc/>
    long IBsonDateTime.MillisecondsSinceEpoch => MillisecondsSinceEpoch;

    internal long MillisecondsSinceEpoch { get; } = MillisecondsSinceEpoch;

    /// <summary>Whole milliseconds since 1970; what is below is dropped, before 1970 too.</summary>
    internal static BsonDateTime From(DateTime date) =>
        new((date.ToUniversalTime().Ticks / TimeSpan.TicksPerMillisecond) - (EpochTicks / TimeSpan.TicksPerMillisecond));

    /// <summary>The same point in time as UTC <see cref="DateTime"/>.</summary>
    /// <param name="value">The result; its default when there is none.</param>
    /// <returns>False when the year lies outside 1 to 9999.</returns>
    public bool TryToDateTime(out DateTime value)
    {
        bool fits = MillisecondsSinceEpoch is >= MinDateTime and <= MaxDateTime;
        value = fits ? new DateTime((MillisecondsSinceEpoch * TimeSpan.TicksPerMillisecond) + EpochTicks, DateTimeKind.Utc) : default;
        return fits;
    }

    /// <inheritdoc/>
    public int CompareTo(BsonDateTime other) => MillisecondsSinceEpoch.CompareTo(other.MillisecondsSinceEpoch);

    /// <summary>ISO 8601 text in UTC; outside the years 0 to 9999 with a signed year of at least six digits.</summary>
    public override string ToString()
    {
        long days = Math.DivRem(MillisecondsSinceEpoch, MillisecondsPerDay, out long time);
        if (time < 0) (days, time) = (days - 1, time + MillisecondsPerDay);

        // The calendar repeats every 400 years (146,097 days), so the date is found in the years 2000 to 2399, which DateTime knows.
        long cycles = Math.DivRem(days - 10_957, 146_097, out long rest);
        if (rest < 0) (cycles, rest) = (cycles - 1, rest + 146_097);
        DateTime within = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(rest).AddMilliseconds(time);
        long year = within.Year + (cycles * 400);

        string format = year is >= 0 and <= 9999 ? "0000" : "+000000;-000000";
        return year.ToString(format, CultureInfo.InvariantCulture)
            + within.ToString("'-'MM'-'dd'T'HH':'mm':'ss'.'fff'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>Earlier than.</summary>
    public static bool operator <(BsonDateTime left, BsonDateTime right) => left.CompareTo(right) < 0;

    /// <summary>Later than.</summary>
    public static bool operator >(BsonDateTime left, BsonDateTime right) => left.CompareTo(right) > 0;

    /// <summary>Earlier than or same.</summary>
    public static bool operator <=(BsonDateTime left, BsonDateTime right) => left.CompareTo(right) <= 0;

    /// <summary>Later than or same.</summary>
    public static bool operator >=(BsonDateTime left, BsonDateTime right) => left.CompareTo(right) >= 0;
}
