using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>The built server as a program that is run.</summary>
internal static class ServerProgram
{
    /// <summary>Runs it to its end.</summary>
    public static async Task<ProgramResult> RunAsync(params IEnumerable<string> arguments)
    {
        using Process process = Start(arguments);
        return await ProgramResult.OfAsync(process);
    }

    public static Process Start(params IEnumerable<string> arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <param name="variables">Further variables of its environment.</param>
    /// <param name="arguments">The command line.</param>
    public static Process Start(IReadOnlyDictionary<string, string> variables, IEnumerable<string> arguments)
    {
        // Who starts the tests in the background has them ignore SIGINT, and children ignore what their parents do.
        string[] program = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        ProcessStartInfo start = new(program[0], [.. program[1..], Repository.Server, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    /// <summary>Sends a signal by its name, such as <c>TERM</c>.</summary>
    public static async Task SignalAsync(Process process, string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal to send.");
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asserts that a run ended with exactly this one message.</summary>
    public static void AssertFailed(ProgramResult result, string message) => Assert.Equal(new ProgramResult(1, "", message + "\n"), result);
}
