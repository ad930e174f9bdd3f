using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using AppServices.PSHost.Pester.Model;
using AppServices.PSHost.Pester.Reports;
using AppServices.PSHost.Pester.Scopes;

namespace AppServices.PSHost.Pester.Run;

/// <summary>The second phase for one file: setups and tests run, each block and test in a scope of its own.</summary>
internal sealed class FileRun(TestFile file, ScriptScopes scopes, TestDrive drive, ConsoleReport report)
{
    public void Run() => RunBlock(file.Root);

    private void RunBlock(TestBlock block)
    {
        if (!block.ShouldRun) return;
        if (block.Skip)
        {
            SkipAll(block);
            return;
        }
        IReadOnlySet<string> files = drive.Snapshot();
        scopes.InNewScope(() => RunBlockHere(block));
        drive.Restore(files);
    }

    private void RunBlockHere(TestBlock block)
    {
        scopes.SetVariables(block.Data);
        Failure? failure = RunSetup(block, SetupKind.BeforeAll, block.Data) ?? NameTemplate.Expand(block, scopes);
        report.BlockStarted(block);
        if (failure is not null)
        {
            report.BlockFailed(block, failure);
            FailAll(block, failure);
        }
        else
        {
            foreach (TestItem child in block.Children)
            {
                if (child is TestBlock inner) RunBlock(inner);
                else if (child is TestCase { ShouldRun: true } test) RunTest(test);
            }
        }

        if (RunSetup(block, SetupKind.AfterAll, block.Data) is not { } late) return;
        report.BlockFailed(block, late);
        string name = block.IsRoot ? "AfterAll" : block.DisplayPath + ".AfterAll";
        report.Add(new TestResult(file.Path, name, TestOutcome.Failed, TimeSpan.Zero, [late]));
    }

    private void RunTest(TestCase test)
    {
        if (test.Skip)
        {
            ReportSkipped(test);
            return;
        }
        List<Failure> failures = [];
        Stopwatch watch = Stopwatch.StartNew();
        scopes.InNewScope(() => RunTestHere(test, failures));
        report.TestEnded(test, new TestResult(file.Path, test.DisplayPath, OutcomeOf(failures), watch.Elapsed, failures));
    }

    private void RunTestHere(TestCase test, List<Failure> failures)
    {
        scopes.SetVariables(test.Data);
        List<TestBlock> blocks = [.. test.SelfAndAncestors().OfType<TestBlock>()];
        Failure? failure = Enumerable.Reverse(blocks).Select(block => RunSetup(block, SetupKind.BeforeEach, test.Data)).FirstOrDefault(found => found is not null)
            ?? NameTemplate.Expand(test, scopes)
            ?? scopes.RunHere(test.Body, test.Data);
        if (failure is not null) failures.Add(failure);
        failures.AddRange(blocks.Select(block => RunSetup(block, SetupKind.AfterEach, test.Data)).OfType<Failure>());
    }

    private Failure? RunSetup(TestBlock block, SetupKind kind, TestData? data) =>
        block.Setup(kind) is { } code ? scopes.RunHere(code, data) : null;

    // A real failure, such as one in AfterEach, outweighs a Set-ItResult before it.
    private static TestOutcome OutcomeOf(List<Failure> failures)
    {
        if (failures.Count == 0) return TestOutcome.Passed;
        if (failures.TrueForAll(failure => IsResult(failure, SetItResultCommand.SkippedId))) return TestOutcome.Skipped;
        return failures.TrueForAll(failure => IsResult(failure, SetItResultCommand.InconclusiveId)) ? TestOutcome.Inconclusive : TestOutcome.Failed;
    }

    private static bool IsResult(Failure failure, string id) => failure.ErrorId.StartsWith(id, StringComparison.Ordinal);

    private void FailAll(TestBlock block, Failure failure)
    {
        foreach (TestCase test in block.Tests.Where(test => test.ShouldRun))
            report.Add(new TestResult(file.Path, test.DisplayPath, TestOutcome.Failed, TimeSpan.Zero, [failure]));
    }

    private void SkipAll(TestBlock block)
    {
        scopes.InNewScope(() =>
        {
            scopes.SetVariables(block.Data);
            // A skipped block has no setup, so a template that needs one stays as it is written.
            _ = NameTemplate.Expand(block, scopes);
            report.BlockStarted(block);
            foreach (TestItem child in block.Children.Where(child => child.ShouldRun))
            {
                if (child is TestBlock inner) SkipAll(inner);
                else ReportSkipped((TestCase)child);
            }
        });
    }

    private void ReportSkipped(TestCase test)
    {
        scopes.InNewScope(() =>
        {
            scopes.SetVariables(test.Data);
            _ = NameTemplate.Expand(test, scopes);
        });
        report.TestEnded(test, new TestResult(file.Path, test.DisplayPath, TestOutcome.Skipped, TimeSpan.Zero, []));
    }
}
