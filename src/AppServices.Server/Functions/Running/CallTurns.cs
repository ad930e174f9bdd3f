using System;
using System.Collections.Generic;
using System.Runtime;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Functions.Running;

/// <summary>
/// What all calls of a server share: its processors. Script runs in turns (<see cref="ScriptLoop"/>), a few at once. A turn that takes
/// long makes room for others, and goes on beside them in slices: all that take long together have the processors but one.
/// </summary>
internal sealed class CallTurns : IDisposable
{
    private const int TurnsPerProcessor = 4;

    // Each holds a thread: the engine cannot leave one in the middle of a statement.
    private const int MaxLong = 64;

    private const long ReturnedBytes = 32 * 1024 * 1024;

    private const long MillisecondsBetweenCollections = 100;

    // To ask the runtime takes longer than many a function.
    private const long MillisecondsBetweenLooks = 10;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_restBetweenCollections = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _short = new(Math.Max(TurnsPerProcessor * Environment.ProcessorCount, 2 * TurnsPerProcessor));
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private readonly Lock _lock = new();
    private int _places = Math.Max(Environment.ProcessorCount - 1, 1);
    private int _long;
    private int _collecting;
    private long _lastForced = long.MinValue / 2;
    private long _lastLook = long.MinValue / 2;
    private long _heapBytes;

    public CallTurns()
    {
        // Turns that take long hold threads; the pool would make more of them two a second only, and everybody would wait for these.
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, MaxLong / 2), ports);
    }

    /// <summary>How large the heap of the process is, or was a moment ago.</summary>
    public long HeapBytes
    {
        get
        {
            long now = Environment.TickCount64;
            if (now - Volatile.Read(ref _lastLook) <= MillisecondsBetweenLooks) return Volatile.Read(ref _heapBytes);
            long bytes = GC.GetTotalMemory(forceFullCollection: false);
            Volatile.Write(ref _heapBytes, bytes);
            Volatile.Write(ref _lastLook, now);
            return bytes;
        }
    }

    /// <summary>Whether a long turn waits for a processor.</summary>
    public bool IsCrowded
    {
        get
        {
            lock (_lock) return _waiting.Count > 0;
        }
    }

    /// <summary>Waits until a turn may begin.</summary>
    /// <exception cref="FunctionException">Others have taken all turns for too long.</exception>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        if (!await _short.WaitAsync(s_patience, cancellationToken))
        {
            throw new FunctionException(FunctionException.TimeLimit, "the server is busy with functions that take long; try again later")
            {
                Status = 503,
            };
        }
    }

    /// <summary>Ends a turn that did not take long.</summary>
    public void Leave() => _short.Release();

    /// <summary>Makes room for another turn, if no more are long than the server can bear.</summary>
    public bool TryBecomeLong()
    {
        if (Interlocked.Increment(ref _long) > MaxLong)
        {
            Interlocked.Decrement(ref _long);
            return false;
        }
        _short.Release();
        return true;
    }

    /// <summary>Ends a turn that took long.</summary>
    public void LeaveLong() => Interlocked.Decrement(ref _long);

    /// <summary>Waits for a processor, in the order of arrival. The thread waits, because the engine cannot.</summary>
    /// <returns>Whether it came before the time was up or the caller gave up.</returns>
    public bool TakeProcessor(TimeSpan most, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_places > 0)
            {
                _places--;
                return true;
            }
            _waiting.AddLast(turn);
        }

        bool isHere = false;
        try
        {
            return isHere = turn.Task.Wait(most, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            if (!isHere) GiveUp(turn);
        }
    }

    /// <summary>Gives the processor to the next.</summary>
    public void ReturnProcessor()
    {
        lock (_lock)
        {
            if (_waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                next.Value.SetResult();
            }
            else
            {
                _places++;
            }
        }
    }

    /// <summary>Whether it is time for another forced collection: each stops all threads.</summary>
    public bool MayCollect()
    {
        long now = Environment.TickCount64;
        long last = Interlocked.Read(ref _lastForced);
        return now - last > MillisecondsBetweenCollections && Interlocked.CompareExchange(ref _lastForced, now, last) == last;
    }

    /// <summary>Gives the memory of a call back to the machine after it has ended; small calls leave nothing worth it.</summary>
    public void Ended(long allocated)
    {
        if (allocated < ReturnedBytes || Interlocked.CompareExchange(ref _collecting, 1, 0) != 0) return;
        _ = ReturnMemoryAsync();
    }

    public void Dispose() => _short.Dispose();

    // After a while, so that a crowd of such calls costs one collection.
    private async Task ReturnMemoryAsync()
    {
        await Task.Delay(s_restBetweenCollections).ConfigureAwait(false);
        Volatile.Write(ref _collecting, 0);
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private void GiveUp(TaskCompletionSource turn)
    {
        lock (_lock)
        {
            if (_waiting.Remove(turn)) return;
        }
        ReturnProcessor();
    }
}
