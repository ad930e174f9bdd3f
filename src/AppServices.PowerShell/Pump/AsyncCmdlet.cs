using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Pump;

/// <summary>
/// A cmdlet whose steps are asynchronous methods on the pipeline thread: after any await they may write, prompt and run
/// script blocks. Ctrl+C cancels their token.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PipelinePump _pump = new();
    private HashSet<string>? _named;

    /// <summary>
    /// Cancels what still runs when the pipeline is over, as when a later command ended it early. The source itself has no
    /// timer and no handle to free, and Ctrl+C may still reach it.
    /// </summary>
    public void Dispose()
    {
        _stop.Cancel();
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the cmdlet still holds, whatever ended it.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>Runs once before the first record.</summary>
    protected virtual Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs for each record; once when nothing is piped.</summary>
    protected virtual Task ProcessAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs <see cref="ProcessAsync"/> for a record.</summary>
    private protected virtual Task ProcessOneAsync(CancellationToken cancellationToken) => ProcessAsync(cancellationToken);

    /// <summary>Runs once after the last record.</summary>
    protected virtual Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The parameters whose values the pipeline brought.</summary>
    private protected IEnumerable<KeyValuePair<string, object>> Piped =>
        _named is null ? [] : MyInvocation.BoundParameters.Where(one => !_named.Contains(one.Key));

    /// <summary>Runs something on the pipeline thread while a step waits there; not at all when that has ended.</summary>
    private protected void Interject(Action action) => _pump.Post(
        _ =>
        {
            if (SynchronizationContext.Current == _pump) action();
        },
        null);

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        if (MyInvocation.ExpectingInput) _named = [.. MyInvocation.BoundParameters.Keys];
        Drive(BeginAsync);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Drive(ProcessOneAsync);

    /// <inheritdoc/>
    protected sealed override void EndProcessing() => Drive(EndAsync);

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stop.Cancel();

    private void Drive(Func<CancellationToken, Task> step)
    {
        try
        {
            _pump.Run(step, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }
}
