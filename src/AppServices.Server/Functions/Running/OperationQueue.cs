using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Jint;
using Jint.Native;
using Jint.Native.Promise;

namespace AppServices.Server.Functions.Running;

/// <summary>
/// What one call has begun outside its engine, such as reads of a database. Each operation has a promise, which settles in a
/// turn of the event loop, never while script runs.
/// </summary>
internal sealed class OperationQueue(Engine engine, int limit, CancellationToken cancellationToken) : IAsyncDisposable
{
    private const int MaxTransfers = 10;

    private readonly Channel<Action> _settled = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly HashSet<Task> _running = [];
    private readonly List<IAsyncDisposable> _owned = [];

    // Of those that begin something.
    private CancellationTokenSource? _ended;

    /// <summary>How many operations have not settled yet.</summary>
    public int Pending => _running.Count;

    /// <summary>Whether no more operations may be begun.</summary>
    public bool IsFull => Pending >= limit;

    /// <summary>
    /// Held by an operation that brings much into the call, until it is there and counted: so little of it is under way at once.
    /// </summary>
    public SemaphoreSlim Transfers { get; } = new(MaxTransfers);

    /// <summary>A promise of an operation that could not even begin.</summary>
    public JsValue Fail(JsValue error)
    {
        ManualPromise promise = engine.Advanced.RegisterPromise();
        promise.Reject(error);
        return promise.Promise;
    }

    /// <summary>Begins an operation.</summary>
    /// <param name="operation">The work; its result is made into a script value when the promise settles.</param>
    /// <param name="toError">The error that a script sees for an exception; null lets the exception end the call.</param>
    public JsValue Begin(Func<CancellationToken, Task<Func<JsValue>>> operation, Func<Exception, JsValue?> toError)
    {
        ManualPromise promise = engine.Advanced.RegisterPromise();
        _ended ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<Func<JsValue>> running = operation(_ended.Token);
        _running.Add(running);
        running.ContinueWith(
            task => _settled.Writer.TryWrite(() => Settle(task, promise, toError)),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return promise.Promise;
    }

    /// <summary>Has something run in a turn of its own; from any thread.</summary>
    public void Post(Action turn) => _settled.Writer.TryWrite(turn);

    /// <summary>Keeps something open until the call ends.</summary>
    public T Own<T>(T resource)
        where T : IAsyncDisposable
    {
        _owned.Add(resource);
        return resource;
    }

    /// <summary>Waits until an operation can settle, at most for a time.</summary>
    public async Task WaitAsync(TimeSpan most)
    {
        try
        {
            await _settled.Reader.WaitToReadAsync(cancellationToken).AsTask().WaitAsync(most, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The caller looks at its clock.
        }
    }

    /// <summary>What settles the next finished operation, to be run in a turn; null when none is finished.</summary>
    public Action? Next() => _settled.Reader.TryRead(out Action? settle) ? settle : null;

    /// <summary>Gives up what still runs, and closes what was kept open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ended is not null) await _ended.CancelAsync();
        if (_running.Count > 0) await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (IAsyncDisposable resource in _owned) await resource.DisposeAsync();
        _ended?.Dispose();
        Transfers.Dispose();
    }

    private void Settle(Task<Func<JsValue>> task, ManualPromise promise, Func<Exception, JsValue?> toError)
    {
        _running.Remove(task);
        if (task.IsCompletedSuccessfully) promise.Resolve(task.Result());
        else if (task.Exception?.InnerException is { } error && toError(error) is { } thrown) promise.Reject(thrown);
        else throw new OperationFaultException(task.Exception?.InnerException ?? new OperationCanceledException(cancellationToken));
    }
}
