using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace AppServices.Tests.Programs;

/// <summary>The PowerShell that the repository pins, as a program that is run.</summary>
internal static class PowerShellProgram
{
    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">The script.</param>
    /// <param name="environment">What its environment has besides that of the tests.</param>
    public static async Task<ProgramResult> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new("dotnet", ["tool", "run", "pwsh", "--", "-NoProfile", "-NonInteractive", "-Command", script])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // A test that counts requests must not count those.
            Environment = { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["POWERSHELL_TELEMETRY_OPTOUT"] = "1" },
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.StandardInput.Close();
        return await ProgramResult.OfAsync(process);
    }
}
