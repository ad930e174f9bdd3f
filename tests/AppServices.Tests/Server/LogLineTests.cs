using System;
using System.IO;
using System.Threading.Tasks;
using AppServices.Server.Hosting;
using AppServices.Server.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>The log: one line an entry, whatever is in it.</summary>
public sealed class LogLineTests
{
    [Theory]
    [InlineData("a\nb", "a\\nb")]
    [InlineData("a\r\n2026-01-01T00:00:00.000Z error forged", "a\\n2026-01-01T00:00:00.000Z error forged")]
    [InlineData("a\u2028b\u2029c\u0085d\fe\vf", "a\\u2028b\\u2029c\\u0085d\\u000ce\\u000bf")]
    [InlineData("\u001b[2J\u0007\0", "\\u001b[2J\\u0007\\u0000")]
    [InlineData("a\u202eb\u2066c", "a\\u202eb\\u2066c")]
    [InlineData("Café 😀\t|", "Café 😀\\u0009|")]
    public void No_text_begins_a_line_or_reaches_the_terminal(string text, string expected) => Assert.EndsWith($"Z warn test {expected}\n", Write(text, null), StringComparison.Ordinal);

    [Fact]
    public async Task A_fault_is_in_the_line_of_its_entry_however_deep_its_stack_is()
    {
        Exception fault = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => Fail(400), TestContext.Current.CancellationToken));
        string line = Write("it failed", fault);
        Assert.Equal(1, line.AsSpan().Count('\n'));
        Assert.Contains("Z warn test it failed | System.InvalidOperationException: first\\nsecond\\n   at ", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 1000, 6000);
        Assert.EndsWith("...\n", line, StringComparison.Ordinal);
    }

    [Fact]
    public void More_lines_than_allowed_are_counted_and_push_out_no_warnings()
    {
        var clock = new SettableClock();
        var formatter = new LogLineFormatter(new LogSettings { LinesPerSecond = 2 }, clock);
        string[] Log(LogLevel level, int count)
        {
            using var output = new StringWriter { NewLine = "\n" };
            for (int i = 0; i < count; i++)
                formatter.Write(new LogEntry<string>(level, "test", default, "text", null, (state, _) => state), null, output);
            return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }

        Assert.Equal(20, Log(LogLevel.Information, 500).Length);
        Assert.Single(Log(LogLevel.Error, 1));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Collection(
            Log(LogLevel.Information, 3),
            line => Assert.EndsWith("Z warn log 480 lines were left out, because more came than linesPerSecond of the settings allows", line, StringComparison.Ordinal),
            line => Assert.EndsWith("Z info test text", line, StringComparison.Ordinal),
            line => Assert.EndsWith("Z info test text", line, StringComparison.Ordinal));
    }

    private static void Fail(int depth)
    {
        if (depth == 0) throw new InvalidOperationException("first\nsecond");
        Fail(depth - 1);
        GC.KeepAlive(depth);
    }

    private static string Write(string text, Exception? error)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new LogLineFormatter(new LogSettings(), TimeProvider.System).Write(new LogEntry<string>(LogLevel.Warning, "test", default, text, error, (state, _) => state), null, output);
        return output.ToString();
    }
}
