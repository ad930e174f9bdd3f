using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Trials;

/// <summary>A test of the suite, with more of it than a suite has time for.</summary>
/// <param name="test">The class of the test.</param>
/// <param name="variable">The environment variable that says how much.</param>
/// <param name="extent">What is counted, and how much of it there is.</param>
internal sealed class TestTrial(string test, string variable, (string Unit, int Size) extent) : ITrial
{
    public (string Unit, int Size) Extent => extent;

    public async Task RunAsync(int size)
    {
        string program = Repository.Find("tests/AppServices.Tests/bin/Release/net10.0/AppServices.Tests.dll");
        string[] arguments = [program, "-noLogo", "-noColor", "-showLiveOutput", "-class", $"AppServices.Tests.{test}"];
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments);
        start.Environment[variable] = size.ToString(CultureInfo.InvariantCulture);
        using Process tests = Process.Start(start) ?? throw new BenchmarkException("dotnet did not start.");
        await tests.WaitForExitAsync();
        if (tests.ExitCode != 0) throw new BenchmarkException($"{test} failed; what failed stands above.");
    }
}
