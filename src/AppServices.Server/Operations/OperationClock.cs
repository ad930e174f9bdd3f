using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;

namespace AppServices.Server.Operations;

/// <summary>
/// Measures how long an operation works, and ends it when that is too long. While a caller takes its time with what it has been
/// given, as one on a slow line does, the clock stands still.
/// </summary>
internal sealed class OperationClock : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _limit;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _ended;
    private readonly Timer _timer;
    private TimeSpan _used;
    private long _start;
    private bool _isRunning;
    private bool _isExpired;
    private bool _isDisposed;

    /// <param name="limit">How long the operation may work.</param>
    /// <param name="caller">Ends the operation as well.</param>
    public OperationClock(TimeSpan limit, CancellationToken caller)
    {
        _limit = limit;
        _caller = caller;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _timer = new Timer(static clock => ((OperationClock)clock!).Look(), this, Due(limit), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the operation.</summary>
    public CancellationToken Token => _ended.Token;

    /// <summary>Does a piece of the work.</summary>
    /// <exception cref="DocumentException">The time is over.</exception>
    public T Run<T>(Func<T> work)
    {
        Start();
        try
        {
            return work();
        }
        catch (OperationCanceledException) when (IsTimeOver)
        {
            throw DocumentException.MaxTimeExpired();
        }
        finally
        {
            Stop();
        }
    }

    /// <inheritdoc cref="Run"/>
    public async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> work)
    {
        Start();
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (IsTimeOver)
        {
            throw DocumentException.MaxTimeExpired();
        }
        finally
        {
            Stop();
        }
    }

    /// <summary>Begins anew, for the next of several operations.</summary>
    public void Reset()
    {
        lock (_gate) _used = TimeSpan.Zero;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _timer.Dispose();
            _ended.Dispose();
        }
    }

    // Who has gone is told nothing.
    private bool IsTimeOver => _isExpired && !_caller.IsCancellationRequested;

    private TimeSpan Used => _isRunning ? _used + Stopwatch.GetElapsedTime(_start) : _used;

    private void Start()
    {
        lock (_gate) (_start, _isRunning) = (Stopwatch.GetTimestamp(), true);
    }

    private void Stop()
    {
        lock (_gate) (_used, _isRunning) = (Used, false);
    }

    // Timers cannot be set for more than some weeks, and may come a little early.
    private static TimeSpan Due(TimeSpan rest) => TimeSpan.FromMilliseconds(Math.Min(rest.TotalMilliseconds + 1, int.MaxValue));

    // The timer is not set anew for every document: it looks how much time has really been used.
    private void Look()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            TimeSpan rest = _limit - Used;
            if (rest > TimeSpan.Zero)
            {
                _timer.Change(Due(rest), Timeout.InfiniteTimeSpan);
                return;
            }
            _isExpired = true;
        }
        _ended.Cancel();
    }
}
