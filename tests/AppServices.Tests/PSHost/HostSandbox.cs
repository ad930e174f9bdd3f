using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Tests.PSHost;

/// <summary>A temporary folder and the built script host, run in it as a process.</summary>
internal sealed class HostSandbox : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Folder { get; } = Directory.CreateTempSubdirectory("pshost-").FullName;

    /// <summary>Writes a file into the folder and returns its path.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs the host to its end with standard input closed.</summary>
    public Task<HostResult> RunAsync(params string[] arguments) => RunWithInputAsync(string.Empty, arguments);

    /// <summary>Runs the host to its end on an input.</summary>
    public async Task<HostResult> RunWithInputAsync(string input, params string[] arguments)
    {
        using Process process = Start(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await EndOf(process);
    }

    /// <summary>Starts the host; all its streams are redirected.</summary>
    public Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Repository.PSHost, .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in new Dictionary<string, string?> { ["COLUMNS"] = null, ["NO_COLOR"] = null }) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
    }

    /// <summary>Reads what a started host still writes and waits for its end.</summary>
    public static async Task<HostResult> EndOf(Process process)
    {
        using CancellationTokenSource limit = new(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new HostResult(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
