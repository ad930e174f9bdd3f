using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using AppServices.PSHost.CommandLine;
using AppServices.PSHost.Pester.Discovery;
using AppServices.PSHost.Pester.Model;
using AppServices.PSHost.Pester.Reports;
using AppServices.PSHost.Pester.Scopes;

namespace AppServices.PSHost.Pester.Run;

/// <summary>Both phases: first every file is discovered, then the tests of every file run.</summary>
internal sealed class TestRun(TestOptions options, IReadOnlyList<string> files, TestRegistry registry, ConsoleReport report)
{
    public void Run(EngineAccess engine)
    {
        ScriptScopes scopes = new(engine);
        List<TestFile> discovered = [];
        foreach (string path in files) discovered.Add(Discover(path, engine, scopes));

        TestSelection selection = new(options);
        foreach (TestFile file in discovered)
        {
            selection.Apply(file.Root);
            if (file.Failure is { } failure) ReportFailure(file.Path, failure);
            else if (file.Root.ShouldRun) RunFile(file, engine, scopes);
        }
    }

    private void RunFile(TestFile file, EngineAccess engine, ScriptScopes scopes)
    {
        report.FileStarted(file.Path);
        using TestDrive drive = new(engine.SessionState);
        new FileRun(file, scopes, drive, report).Run();
    }

    private void ReportFailure(string path, Failure failure)
    {
        report.FileStarted(path);
        report.DiscoveryFailed(path, failure);
        report.Add(new TestResult(path, "Discovery of " + Path.GetFileName(path), TestOutcome.Failed, TimeSpan.Zero, [failure]));
    }

    private TestFile Discover(string path, EngineAccess engine, ScriptScopes scopes)
    {
        try
        {
            ScriptBlock code = engine.Load(path);
            TestBlock root = new("File", path, code);
            return new TestFile(path, root, registry.Discover(root, scopes));
        }
        catch (ParseException e)
        {
            TestBlock empty = new("File", path, ScriptBlock.Create(string.Empty));
            return new TestFile(path, empty, Failure.From(e.ErrorRecord));
        }
    }
}
