using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;

namespace AppServices.Server.NodeJs.Packages;

/// <summary>The user's npm.</summary>
/// <param name="program">The program.</param>
/// <param name="runsScripts">Whether packages may run programs of their own.</param>
/// <param name="output">Where its messages go.</param>
internal sealed class Npm(string program, bool runsScripts, TextWriter output)
{
    /// <summary>Installs what the <c>package.json</c> of a folder says.</summary>
    /// <exception cref="ConfigurationException">It cannot.</exception>
    public async Task InstallAsync(string folder, bool isLocked, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd" : program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
        [
            .. OperatingSystem.IsWindows() ? (string[])["/c", program] : [],
            isLocked ? "ci" : "install", "--omit=dev", "--no-audit", "--no-fund", .. runsScripts ? (string[])[] : ["--ignore-scripts"],
        ];
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        using Process npm = Start(start);
        npm.OutputDataReceived += (_, line) => Tell(line.Data);
        npm.ErrorDataReceived += (_, line) => Tell(line.Data);
        npm.BeginOutputReadLine();
        npm.BeginErrorReadLine();
        try
        {
            await npm.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw;
        }
        if (npm.ExitCode != 0)
            throw new ConfigurationException($"npm ended with {npm.ExitCode}; what it said is above. Nothing was changed.");
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("it did not start");
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            throw new ConfigurationException(
                $"'{program}' cannot be started. Install Node.js, which npm comes with, or give its path with --npm.");
        }
    }

    private void Tell(string? line)
    {
        if (line is not null) lock (output) output.WriteLine(line);
    }
}
