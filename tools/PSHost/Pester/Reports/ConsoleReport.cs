using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation.Host;
using AppServices.PSHost.Pester.Model;

namespace AppServices.PSHost.Pester.Reports;

/// <summary>Prints the run as Pester does in detail and counts it.</summary>
internal sealed class ConsoleReport(PSHostUserInterface ui)
{
    private readonly List<TestResult> _results = [];

    public IReadOnlyList<TestResult> Results => _results;

    public int Count(TestOutcome outcome) => _results.Count(result => result.Outcome == outcome);

    public void FileStarted(string path)
    {
        ui.WriteLine();
        ui.WriteLine($"Running tests from '{path}'");
    }

    public void DiscoveryFailed(string path, Failure failure)
    {
        Write(0, ConsoleColor.Red, $"[-] Discovery in {path} failed with:");
        WriteFailure(1, failure);
    }

    public void BlockStarted(TestBlock block)
    {
        if (block.IsRoot) return;
        string verb = block.Keyword.Equals("Describe", StringComparison.OrdinalIgnoreCase) ? "Describing" : block.Keyword;
        Write(block.Depth, ConsoleColor.Green, $"{verb} {block.DisplayName}");
    }

    /// <summary>A setup or teardown of the block failed; results of what it takes with it follow through <see cref="Add"/>.</summary>
    public void BlockFailed(TestBlock block, Failure failure)
    {
        Write(block.Depth + 1, ConsoleColor.Red, $"[-] {block.Keyword} {block.DisplayName} failed");
        WriteFailure(block.Depth + 2, failure);
    }

    public void TestEnded(TestCase test, TestResult result)
    {
        string time = string.Create(CultureInfo.InvariantCulture, $"{result.Duration.TotalMilliseconds:0}ms");
        int depth = test.Depth + 1;
        switch (result.Outcome)
        {
            case TestOutcome.Passed:
                Write(depth, ConsoleColor.DarkGreen, $"[+] {test.DisplayName} {time}");
                break;
            case TestOutcome.Failed:
                Write(depth, ConsoleColor.Red, $"[-] {test.DisplayName} {time}");
                foreach (Failure failure in result.Failures) WriteFailure(depth, failure);
                break;
            default:
                string mark = result.Outcome == TestOutcome.Skipped ? "[!]" : "[?]";
                string reason = result.Failures.Count > 0 ? ", " + result.Failures[0].Message : string.Empty;
                Write(depth, ConsoleColor.Yellow, $"{mark} {test.DisplayName}{reason}");
                break;
        }
        Add(result);
    }

    /// <summary>A result that is counted but was shown already.</summary>
    public void Add(TestResult result) => _results.Add(result);

    /// <summary>Prints the totals. An inconclusive test counts as skipped: it did not fail, and it shows nothing.</summary>
    public void Finish(TimeSpan duration)
    {
        List<string> failed = [.. _results.Where(result => result.Outcome == TestOutcome.Failed).Select(result => result.Name)];
        ui.WriteLine();
        if (failed.Count > 0) Write(0, ConsoleColor.Red, "Failed: " + string.Join("\n        ", failed));
        ui.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Tests completed in {duration.TotalSeconds:0.00}s"));
        int skipped = Count(TestOutcome.Skipped) + Count(TestOutcome.Inconclusive);
        ui.WriteLine($"{Count(TestOutcome.Passed)} passed, {failed.Count} failed, {skipped} skipped");
    }

    private void WriteFailure(int depth, Failure failure) => Write(depth, ConsoleColor.Red, " " + failure.ToString().ReplaceLineEndings("\n "));

    private void Write(int depth, ConsoleColor color, string text)
    {
        string indent = new(' ', depth);
        foreach (string line in text.Split('\n')) ui.WriteLine(color, ui.RawUI.BackgroundColor, indent + line);
    }
}
