using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Http;
using System.Threading.Tasks;
using AppServices.Tests.Programs;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>The built server as a process that serves, on a free port.</summary>
internal sealed class RunningServer : IWireServer, IAsyncDisposable
{
    private RunningServer(Process process, string readyLine)
    {
        Process = process;
        ReadyLine = readyLine;
        Http.BaseAddress = new Uri(readyLine.Split(' ')[1]);
    }

    public Process Process { get; }

    /// <summary>The first line of standard output.</summary>
    public string ReadyLine { get; }

    public HttpClient Http { get; } = WireRequests.NewClient();

    /// <summary>Starts <c>serve</c> and waits until it says that it is ready.</summary>
    public static Task<RunningServer> StartAsync(string folder, string data, params IEnumerable<string> arguments) =>
        StartAsync(folder, data, new Dictionary<string, string>(), arguments);

    /// <summary>Starts it with further variables in its environment.</summary>
    public static Task<RunningServer> StartAsync(
        string folder, string data, IReadOnlyDictionary<string, string> variables, params IEnumerable<string> arguments) =>
        StartAsync(variables, ["serve", folder, "--urls", "http://127.0.0.1:0", "--data", data, .. arguments]);

    /// <summary>Starts it by a whole command line.</summary>
    public static async Task<RunningServer> StartAsync(IReadOnlyDictionary<string, string> variables, IEnumerable<string> arguments)
    {
        Process process = ServerProgram.Start(variables, arguments);
        string? line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is not null) return new RunningServer(process, line);
        using (process) throw new InvalidOperationException("The server did not start: " + (await ProgramResult.OfAsync(process)).Error);
    }

    /// <summary>Sends a signal and waits for the end; the result has what was written after the ready line.</summary>
    public async Task<ProgramResult> StopAsync(string signal = "TERM")
    {
        await ServerProgram.SignalAsync(Process, signal);
        return await ProgramResult.OfAsync(Process);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!Process.HasExited) Process.Kill();
        await Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Process.Dispose();
    }
}
