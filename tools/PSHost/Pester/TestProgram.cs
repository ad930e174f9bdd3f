using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Management.Automation.Runspaces;
using AppServices.PSHost.CommandLine;
using AppServices.PSHost.Hosting;
using AppServices.PSHost.Pester.Discovery;
using AppServices.PSHost.Pester.Model;
using AppServices.PSHost.Pester.Reports;
using AppServices.PSHost.Pester.Run;
using AppServices.PSHost.Session;

namespace AppServices.PSHost.Pester;

/// <summary>The whole of <c>-Pester</c>: a session with Pester's commands, a run, its reports and the exit code.</summary>
internal static class TestProgram
{
    private static readonly TestResult EarlyEnd = new(
        "The run", "The run to its end", TestOutcome.Failed, TimeSpan.Zero, [new Failure("The run ended before all tests had run.", Location: null, "EarlyEnd")]);

    /// <returns>0 if at least one test was run or skipped and none failed.</returns>
    /// <exception cref="UsageException">There are no such test files.</exception>
    public static int Run(TestOptions options, ConsoleHost host)
    {
        IReadOnlyList<string> files = TestPaths.Find(options.Paths);
        TestRegistry registry = new();
        InitialSessionState state = PowerShellSession.DefaultState();
        TestSession.AddCommands(state, registry);

        ConsoleReport report = new(host.UI);
        CommandParameter run = new(null, new TestRun(options, files, registry, report));
        Stopwatch watch = Stopwatch.StartNew();
        using PowerShellSession session = new(host, state);
        PipelineOutcome outcome = session.Print(InvokeTestRunCommand.Name + " $args[0]", [run]);

        // An error of the runner itself ends only its statement, so it shows in $? and not in the outcome.
        bool ranToItsEnd = outcome == PipelineOutcome.Completed && session.LastStatementSucceeded && host.ExitCode is null;
        if (!ranToItsEnd) report.Add(EarlyEnd);
        if (options.ResultFile is { } file && !TryWrite(file, report.Results)) return 1;
        report.Finish(watch.Elapsed);
        if (outcome == PipelineOutcome.Interrupted) return Interrupts.ExitCode;
        if (report.Results.Count == 0) Console.Error.WriteLine("No test was found that the filters select.");
        return report.Results.Count > 0 && report.Count(TestOutcome.Failed) == 0 ? 0 : 1;
    }

    private static bool TryWrite(string file, IReadOnlyList<TestResult> results)
    {
        try
        {
            XmlReport.Write(file, results);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The result file '{file}' cannot be written: {e.Message}");
            return false;
        }
    }
}
