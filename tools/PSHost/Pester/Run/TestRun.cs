using System;
using System.Collections.Generic;
using System.Management.Automation;
using AppServices.PSHost.CommandLine;
using AppServices.PSHost.Pester.Discovery;
using AppServices.PSHost.Pester.Model;
using AppServices.PSHost.Pester.Reports;

namespace AppServices.PSHost.Pester.Run;

/// <summary>Both phases: first every file is discovered, then the tests of every file run.</summary>
internal sealed class TestRun(TestOptions options, IReadOnlyList<string> files, TestRegistry registry, ConsoleReport report)
{
    public void Run(EngineAccess engine)
    {
        ScriptScopes scopes = new(engine);
        registry.Scopes = scopes;
        List<TestFile> discovered = [];
        foreach (string path in files) discovered.Add(Discover(path, engine, scopes));

        TestSelection selection = new(options);
        foreach (TestFile file in discovered)
        {
            report.FileStarted(file.Path);
            if (file.Failure is { } failure)
            {
                report.DiscoveryFailed(file.Path, failure);
                report.Add(new TestResult(file.Path, "Discovery", TestOutcome.Failed, TimeSpan.Zero, [failure]));
                continue;
            }
            selection.Apply(file.Root);
            using TestDrive drive = new(engine.SessionState);
            new FileRun(file, scopes, drive, report).Run();
        }
    }

    private TestFile Discover(string path, EngineAccess engine, ScriptScopes scopes)
    {
        try
        {
            ScriptBlock code = engine.Load(path);
            TestBlock root = new("File", path, code);
            return new TestFile(path, root, registry.Discover(root, () => scopes.RunInside(code)));
        }
        catch (ParseException e)
        {
            TestBlock empty = new("File", path, ScriptBlock.Create(string.Empty));
            return new TestFile(path, empty, Failure.From(e.ErrorRecord));
        }
    }
}
