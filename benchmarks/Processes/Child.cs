using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Processes;

/// <summary>A program that talks in lines and ends when its standard input does.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private Child(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Child Start(string program, params IEnumerable<string> arguments) => new(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Repository.Root,
    });

    /// <summary>Starts a .NET program with the runtime that runs this one.</summary>
    /// <param name="library">The path of its .dll.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Child StartDotNet(string library, params IEnumerable<string> arguments) =>
        Start(Environment.ProcessPath!, [library, .. arguments]);

    /// <summary>Starts a script in the PowerShell that the repository pins.</summary>
    /// <param name="script">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Child StartPowerShell(string script, params IEnumerable<string> arguments) =>
        Start("dotnet", ["tool", "run", "pwsh", "--", "-NoProfile", "-File", script, .. arguments]);

    /// <summary>The memory that it takes, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The time that processors have worked for it.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public Task WriteLineAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>The next line of standard output.</summary>
    /// <exception cref="BenchmarkException">The program ended, or said nothing for a minute.</exception>
    public async Task<string> ReadLineAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(limit.Token) ?? throw Failure("ended");
        }
        catch (OperationCanceledException)
        {
            throw Failure($"said nothing for {s_patience.TotalSeconds:0} seconds");
        }
    }

    /// <summary>Asks the program to end, and makes it.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (IOException)
        {
            _process.Kill(entireProcessTree: true);             // it has ended by itself, or nearly so
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_errors) _errors.AppendLine(line);
    }

    private BenchmarkException Failure(string what)
    {
        ProcessStartInfo start = _process.StartInfo;
        lock (_errors)
            return new BenchmarkException($"'{start.FileName} {string.Join(' ', start.ArgumentList)}' {what}. {_errors}".TrimEnd());
    }
}
