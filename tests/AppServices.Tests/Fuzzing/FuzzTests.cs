using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Tests.Fuzzing.Targets;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Fuzzing;

/// <summary>Whatever is sent, deep, long, damaged or odd, gets the answer or the error that is documented; <c>./build.sh bench fuzz</c> has far more of it.</summary>
public sealed class FuzzTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    /// <summary>Else little of what is made of them would get anywhere.</summary>
    [Fact]
    public async Task Examples_are_accepted()
    {
        var refused = new List<string>();
        foreach (FuzzTarget target in FuzzTargets.InProcess(Timeout.InfiniteTimeSpan))
            foreach (string example in target.Examples)
                if (!await target.RunAsync(example)) refused.Add($"{target.Name}: {example}");
        Assert.True(refused.Count == 0, string.Join('\n', refused));
    }

    [Fact]
    public async Task Every_input_is_answered_or_refused_as_documented()
    {
        long count = long.TryParse(Environment.GetEnvironmentVariable("APPSERVICES_TEST_INPUTS"), out long inputs) ? inputs : 20_000;
        IReadOnlyList<FuzzTarget> targets = [.. FuzzTargets.InProcess(TimeSpan.FromMilliseconds(200)), await HttpTarget.CreateAsync(server.Http)];
        var run = new FuzzRun(targets);
        await run.RunAsync(count, workers: 2);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', run.Tallies));
        Assert.True(!run.Faults.Any(), string.Join("\n\n", run.Faults.Select(fault => fault.Describe(run.Seed))));
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Contains("   at ", StringComparison.Ordinal));
    }
}
