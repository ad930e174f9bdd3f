using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AppServices.Server.Triggers;
using Cronos;
using Xunit;

namespace AppServices.Tests.Triggers;

/// <summary>When scheduled triggers fire (app-folder 7.4).</summary>
public sealed class CronScheduleTests
{
    private const string After = "2025-01-30T22:58:30Z";       // a Thursday

    private static readonly string[] s_months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] s_weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    [Theory]
    [InlineData("* * * * *", "2025-01-30T22:59 2025-01-30T23:00 2025-01-30T23:01")]
    [InlineData("*/1 * * * *", "2025-01-30T22:59 2025-01-30T23:00 2025-01-30T23:01")]
    [InlineData("*/5 * * * *", "2025-01-30T23:00 2025-01-30T23:05 2025-01-30T23:10")]
    [InlineData("*/15 * * * *", "2025-01-30T23:00 2025-01-30T23:15 2025-01-30T23:30")]
    [InlineData("*/25 * * * *", "2025-01-30T23:00 2025-01-30T23:25 2025-01-30T23:50")]
    [InlineData("*/90 * * * *", "2025-01-30T23:00 2025-01-31T00:00 2025-01-31T01:00")]
    [InlineData("0 * * * *", "2025-01-30T23:00 2025-01-31T00:00 2025-01-31T01:00")]
    [InlineData("0 */1 * * *", "2025-01-30T23:00 2025-01-31T00:00 2025-01-31T01:00")]
    [InlineData("59 * * * *", "2025-01-30T22:59 2025-01-30T23:59 2025-01-31T00:59")]
    [InlineData("58 22 * * *", "2025-01-31T22:58 2025-02-01T22:58 2025-02-02T22:58")]       // the minute that runs has begun
    [InlineData("59 22 * * *", "2025-01-30T22:59 2025-01-31T22:59 2025-02-01T22:59")]
    [InlineData("0 */3 * * *", "2025-01-31T00:00 2025-01-31T03:00 2025-01-31T06:00")]
    [InlineData("0 */5 * * *", "2025-01-31T00:00 2025-01-31T05:00 2025-01-31T10:00")]
    [InlineData("0 0 * * *", "2025-01-31T00:00 2025-02-01T00:00 2025-02-02T00:00")]
    [InlineData("0 */24 * * *", "2025-01-31T00:00 2025-02-01T00:00 2025-02-02T00:00")]
    [InlineData("0 9 * * MON", "2025-02-03T09:00 2025-02-10T09:00 2025-02-17T09:00")]
    [InlineData("0 9 * * mon", "2025-02-03T09:00 2025-02-10T09:00 2025-02-17T09:00")]
    [InlineData("0 0 * * 0", "2025-02-02T00:00 2025-02-09T00:00 2025-02-16T00:00")]
    [InlineData("0 0 * * 6", "2025-02-01T00:00 2025-02-08T00:00 2025-02-15T00:00")]
    [InlineData("30 11 1 * *", "2025-02-01T11:30 2025-03-01T11:30 2025-04-01T11:30")]
    [InlineData("0 0 5 * *", "2025-02-05T00:00 2025-03-05T00:00 2025-04-05T00:00")]
    [InlineData("0 0 31 * *", "2025-01-31T00:00 2025-03-31T00:00 2025-05-31T00:00")]
    [InlineData("0 0 30 * *", "2025-03-30T00:00 2025-04-30T00:00 2025-05-30T00:00")]
    [InlineData("0 0 29 2 *", "2028-02-29T00:00 2032-02-29T00:00 2036-02-29T00:00")]
    [InlineData("0 0 29 FEB MON", "2044-02-29T00:00")]
    [InlineData("0 11 * 1,3,7 *", "2025-01-31T11:00 2025-03-01T11:00 2025-03-02T11:00")]
    [InlineData("0 11 * 1-4 *", "2025-01-31T11:00 2025-02-01T11:00 2025-02-02T11:00")]
    [InlineData("0 11 * APR-JUN *", "2025-04-01T11:00 2025-04-02T11:00 2025-04-03T11:00")]
    [InlineData("59 23 * * 1-5", "2025-01-30T23:59 2025-01-31T23:59 2025-02-03T23:59")]
    [InlineData("7 9-11 * * 1-5", "2025-01-31T09:07 2025-01-31T10:07 2025-01-31T11:07")]
    [InlineData("8,23,38,53 13-22 * * 1-5", "2025-01-31T13:08 2025-01-31T13:23 2025-01-31T13:38")]
    [InlineData("9 12 * * 2-6", "2025-01-31T12:09 2025-02-01T12:09 2025-02-04T12:09")]
    [InlineData("0 0 13 * 5", "2025-06-13T00:00 2026-02-13T00:00 2026-03-13T00:00")]        // both days must match
    [InlineData("0 0 1-7 * MON", "2025-02-03T00:00 2025-03-03T00:00 2025-04-07T00:00")]
    [InlineData("10-30/10 * * * *", "2025-01-30T23:10 2025-01-30T23:20 2025-01-30T23:30")]
    [InlineData("5-59/10 * * * *", "2025-01-30T23:10 2025-01-30T23:20 2025-01-30T23:30")]   // multiples, not from 5 on
    [InlineData("0 1-23/2 * * *", "2025-01-31T02:00 2025-01-31T04:00 2025-01-31T06:00")]
    [InlineData("5,10,5 4 * * *", "2025-01-31T04:05 2025-01-31T04:10 2025-02-01T04:05")]
    [InlineData("0 12 * FEB WED", "2025-02-05T12:00 2025-02-12T12:00 2025-02-19T12:00")]
    [InlineData("0 0 * * MON,WED,FRI", "2025-01-31T00:00 2025-02-03T00:00 2025-02-05T00:00")]
    [InlineData("1,31 */6 * * *", "2025-01-31T00:01 2025-01-31T00:31 2025-01-31T06:01")]
    [InlineData("  0   0\t1 1  *", "2026-01-01T00:00 2027-01-01T00:00 2028-01-01T00:00")]
    [InlineData("0 0 31 4 *", "")]
    public void The_next_times_are_those_of_the_calendar(string expression, string times)
    {
        var schedule = CronSchedule.Parse(expression);
        var found = new List<string>();
        DateTime time = DateTime.Parse(After, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        for (int i = 0; i < Math.Max(1, times.Split(' ').Length) && schedule.Next(time) is { } next; i++)
            found.Add((time = next).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
        Assert.Equal(times, string.Join(' ', found));
        Assert.Equal(DateTimeKind.Utc, time.Kind);
    }

    [Theory]
    [InlineData("0 0 * * 7", "'7' is no weekday: numbers from 0 to 6, names from SUN to SAT, ranges, '*', steps of those, and lists of all this are expected")]
    [InlineData("60 * * * *", "'60' is no minute: numbers from 0 to 59, ranges, '*', steps of those, and lists of all this are expected")]
    [InlineData("* * * * * *", "'* * * * * *' has 6 fields; minute, hour, day of the month, month and weekday are expected")]
    [InlineData("@daily", "'@daily' has 1 fields")]
    [InlineData("", "'' has 0 fields")]
    [InlineData("0 0 L * *", "'L' is no day of the month")]
    [InlineData("0 0 0 * *", "'0' is no day of the month")]
    [InlineData("0 0 ? * *", "'?' is no day of the month")]
    [InlineData("0 0 * 13 *", "'13' is no month")]
    [InlineData("0 0 * MON *", "'MON' is no month")]
    [InlineData("0 0 * * MON#1", "'MON#1' is no weekday")]
    [InlineData("*/0 * * * *", "'*/0' has no step")]
    [InlineData("*/x * * * *", "'*/x' has no step")]
    [InlineData("*/-5 * * * *", "'*/-5' has no step")]
    [InlineData("*/5/5 * * * *", "'*/5/5' is no minute")]
    [InlineData("5/15 * * * *", "'5/15' is no minute")]
    [InlineData("50-10 * * * *", "'50-10' begins after its end")]
    [InlineData("0 22-2 * * *", "'22-2' begins after its end")]
    [InlineData("1-2/5 * * * *", "'1-2/5' is no value of the minute")]
    [InlineData("1,,2 * * * *", "'' is no minute")]
    [InlineData("-5 * * * *", "'-5' is no minute")]
    [InlineData("+5 * * * *", "'+5' is no minute")]
    [InlineData("1--2 * * * *", "'1--2' is no minute")]
    public void What_is_no_expression_is_refused_with_its_reason(string expression, string reason) =>
        Assert.StartsWith(reason, Assert.Throws<FormatException>(() => CronSchedule.Parse(expression)).Message, StringComparison.Ordinal);

    // Cronos has both days match, too; steps, which it understands otherwise, are lists of their values for it.
    [Fact]
    public void Random_expressions_fire_when_Cronos_says()
    {
        var random = new Random(20250130);
        for (int i = 0; i < 2000; i++)
        {
            (string Ours, string Cronos)[] fields = [Field(0, 59, []), Field(0, 23, []), Field(1, 31, []), Field(1, 12, s_months), Field(0, 6, s_weekdays)];
            string ours = string.Join(' ', fields.Select(field => field.Ours));
            var schedule = CronSchedule.Parse(ours);
            var other = CronExpression.Parse(string.Join(' ', fields.Select(field => field.Cronos)));
            DateTime time = new DateTime(2020 + random.Next(10), 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(365 * 86400));
            for (int n = 0; n < 5; n++)
            {
                DateTime? expected = other.GetNextOccurrence(time);
                if (expected > time.AddYears(30)) break;
                Assert.Equal((ours, time, expected), (ours, time, schedule.Next(time)));
                if (expected is null) break;
                time = expected.Value.AddSeconds(random.Next(60));
            }
        }

        (string Ours, string Cronos) Field(int first, int last, string[] names)
        {
            if (random.Next(4) == 0) return ("*", "*");
            var items = new List<string>();
            var values = new SortedSet<int>();
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                int low = random.Next(first, last + 1), high = random.Next(low, last + 1), step = random.Next(1, last / 2);
                switch (random.Next(3))
                {
                    case 0:
                        items.Add(Name(low));
                        values.Add(low);
                        break;
                    case 1:
                        items.Add($"{Name(low)}-{Name(high)}");
                        values.UnionWith(Enumerable.Range(low, high - low + 1));
                        break;
                    default:
                        items.Add($"*/{step}");
                        values.UnionWith(Enumerable.Range(first, last - first + 1).Where(value => value % step == 0));
                        break;
                }
            }
            return (string.Join(',', items), string.Join(',', values));

            string Name(int value) => names.Length > 0 && random.Next(2) == 0 ? names[value - first] : value.ToString(CultureInfo.InvariantCulture);
        }
    }
}
