using System;
using System.Management.Automation.Runspaces;
using System.Threading;

namespace AppServices.PSHost.Session;

/// <summary>Ctrl+C: the first press stops the running pipeline, so that its finally blocks run; the second ends the process.</summary>
internal sealed class Interrupts : IDisposable
{
    /// <summary>What a shell reports for a process that SIGINT ended.</summary>
    public const int ExitCode = 130;

    private readonly Lock _lock = new();
    private Pipeline? _running;
    private bool _stopping;

    public Interrupts() => Console.CancelKeyPress += Stop;

    /// <summary>Calls <paramref name="body"/>, during which an interrupt stops the pipeline.</summary>
    public void Guard(Pipeline pipeline, Action body)
    {
        Pipeline? outer;
        lock (_lock)
        {
            outer = _running;
            _running = pipeline;
        }
        try
        {
            body();
        }
        finally
        {
            lock (_lock)
            {
                _running = outer;
                _stopping = false;
            }
        }
    }

    public void Dispose() => Console.CancelKeyPress -= Stop;

    private void Stop(object? sender, ConsoleCancelEventArgs e)
    {
        lock (_lock)
        {
            if (_running is null || _stopping) return;
            _stopping = true;
            e.Cancel = true;
            _running.StopAsync();
        }
    }
}
