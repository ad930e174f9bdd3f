using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace AppServices.Tests.Programs;

/// <summary>The PowerShell that the repository pins, as a program that is run.</summary>
internal static class PowerShellProgram
{
    /// <summary>Runs a script to its end.</summary>
    public static async Task<ProgramResult> RunAsync(string script)
    {
        ProcessStartInfo start = new("dotnet", ["tool", "run", "pwsh", "--", "-NoProfile", "-NonInteractive", "-Command", script])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.StandardInput.Close();
        return await ProgramResult.OfAsync(process);
    }
}
