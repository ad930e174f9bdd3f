using System;
using System.Globalization;
using AppServices.Mql.Dates;
using CsCheck;
using Xunit;

namespace AppServices.Tests.Mql.Dates;

/// <summary>The calendar against the framework's, as far as that reaches.</summary>
public sealed class CalendarTests
{
    private static readonly Gen<long> s_milliseconds = Gen.Long[new DateTimeOffset(1, 1, 8, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()];

    [Fact]
    public void Parts_are_those_of_the_framework() => s_milliseconds.Sample(
        milliseconds =>
        {
            DateTime expected = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
            CalendarTime time = CalendarTime.Of(milliseconds);
            Assert.Equal(
                (expected.Year, expected.Month, expected.Day, expected.Hour, expected.Minute, expected.Second, expected.Millisecond),
                ((int)time.Year, (int)time.Month, (int)time.Day, (int)time.Hour, (int)time.Minute, (int)time.Second, (int)time.Millisecond));
            Assert.Equal((expected.DayOfYear, (int)expected.DayOfWeek + 1), ((int)time.DayOfYear, (int)time.DayOfWeek));
            Assert.Equal((ISOWeek.GetYear(expected), ISOWeek.GetWeekOfYear(expected)), ((int)time.IsoWeekYear, (int)time.IsoWeek));
            Assert.Equal(milliseconds, time.Milliseconds);
        },
        iter: 5_000);

    [Fact]
    public void Months_are_added_as_the_framework_adds_them() => Gen.Select(s_milliseconds, Gen.Int[-2000, 2000]).Sample(
        (milliseconds, months) =>
        {
            DateTime start = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
            if (start.Year is < 200 or > 9800) return;
            Assert.Equal(new DateTimeOffset(start.AddMonths(months)).ToUnixTimeMilliseconds(), CalendarTime.Of(milliseconds).AddMonths(months).Milliseconds);
        },
        iter: 5_000);

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Australia/Lord_Howe")]
    public void Offsets_are_those_of_the_system(string name)
    {
        Assert.SkipUnless(TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? system), "the system has no such time zone");
        DateZone zone = DateZone.Find(name)!;
        Gen.Long[0, 1_735_689_600_000].Sample(
            milliseconds => Assert.Equal((long)system.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).TotalMilliseconds, zone.Offset(milliseconds)),
            iter: 1_000);
    }

    [Fact]
    public void What_a_clock_shows_leads_back_to_the_time() => Gen.Select(Gen.Long[0, 1_735_689_600_000], Gen.OneOf("UTC", "+05:45", "Europe/Berlin", "America/St_Johns")).Sample(
        (milliseconds, name) =>
        {
            DateZone zone = DateZone.Find(name)!;
            long back = zone.ToUtc(zone.ToLocal(milliseconds));
            // An hour that comes twice leads to the first of the two.
            Assert.True(back == milliseconds || back < milliseconds && zone.ToLocal(back) == zone.ToLocal(milliseconds), $"{milliseconds} in {name} came back as {back}");
        },
        iter: 5_000);

    [Theory]
    [InlineData("+1")]
    [InlineData("+123")]
    [InlineData("+12:3")]
    [InlineData("+ab")]
    [InlineData("Mars/Olympus")]
    [InlineData("")]
    public void What_is_no_zone_is_not_found(string name) => Assert.Null(DateZone.Find(name));
}
