using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Servers;

/// <summary>
/// A running server program. It is told to stop by closing its standard input, which works on every system and also
/// happens when this process dies.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private const int LogLines = 500;

    // What an app has is one line of standard output.
    private const int MaxOutputLine = 4 * 1024 * 1024;

    private readonly Process _process;
    private readonly Queue<string> _log = new();
    private readonly TaskCompletionSource<bool> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LineReader? _output;
    private Task _logging = Task.CompletedTask;
    private Task _following = Task.CompletedTask;

    private ServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool IsRunning => !_exited.Task.IsCompleted;

    public IReadOnlyList<string> Log
    {
        get { lock (_log) return _log.ToArray(); }
    }

    /// <summary>Starts the program; its standard output is left to <see cref="ReadLineAsync"/>.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be run.</exception>
    public static ServerProcess Start(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var server = new ServerProcess(process);
        process.Exited += (_, _) => server._exited.TrySetResult(true);
        process.Start();
        server._logging = ReadAllAsync(new LineReader(process.StandardError).ReadAsync, server.Keep);
        return server;
    }

    /// <summary>The next line of standard output; null when the program has ended.</summary>
    public Task<string?> ReadLineAsync() => (_output ??= new LineReader(_process.StandardOutput, MaxOutputLine)).ReadAsync();

    /// <summary>Hands on what the program still writes to its standard output, line by line, until it ends.</summary>
    public void Follow(Action<string> take) => _following = ReadAllAsync(ReadLineAsync, take);

    /// <summary>Completes when the program has ended and all of its log has been read.</summary>
    public async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        var canceled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => canceled.TrySetCanceled(cancellationToken)))
        {
            Task ended = Task.WhenAll(_exited.Task, _logging, _following);
            await (await Task.WhenAny(ended, canceled.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>Asks the program to stop; kills it when it has not after <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        CloseInput();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(grace);
        try
        {
            await WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Kill();
            await WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the program at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose() => _process.Dispose();

    private void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended by itself, and nobody reads what was still to be written.
        }
    }

    private static async Task ReadAllAsync(Func<Task<string?>> read, Action<string> take)
    {
        try
        {
            while (await read().ConfigureAwait(false) is { } line) take(line);
        }
        catch (ObjectDisposedException)
        {
            // Nobody wants the rest.
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    private void Keep(string line)
    {
        lock (_log)
        {
            _log.Enqueue(line);
            if (_log.Count > LogLines) _log.Dequeue();
        }
    }
}
