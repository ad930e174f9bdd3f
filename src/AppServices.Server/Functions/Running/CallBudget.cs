using System;
using System.Diagnostics;
using System.Threading;
using Jint;

namespace AppServices.Server.Functions.Running;

/// <summary>
/// What one call may still use. The engine asks before every statement, in long work of its own, and in front of what
/// <see cref="Realm.NativeGuards"/> guards; the waits of the call ask as well. Once the budget is spent every further question stops the
/// script again, so that no <c>finally</c> block runs on for free.
/// </summary>
internal sealed class CallBudget(FunctionLimits limits, CallTurns turns, CancellationToken cancellationToken) : Constraint
{
    private const int MillisecondsPerLook = 4;
    private const int FirstSliceMilliseconds = 50;
    private const int SliceMilliseconds = 20;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long _heapAtStart = turns.HeapBytes;
    private readonly long _step = Math.Max(limits.MemoryBytes / 8, 1);
    private long _allocated;
    private long _threadAtTurnStart;
    private long _nextCheck = limits.MemoryBytes;
    private long _nextLook;
    private long _sliceEnd;
    private bool _isInTurn;
    private bool _isLong;
    private bool _hasProcessor;

    /// <summary>Why the call was stopped, if it was.</summary>
    public CallStop Stop { get; private set; }

    /// <summary>Time since the call began.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Time left, not below zero.</summary>
    public TimeSpan Remaining => limits.Time > Elapsed ? limits.Time - Elapsed : TimeSpan.Zero;

    // One statement can allocate a gigabyte, so memory is looked at before each.
    public override bool IsAmortizable => false;

    /// <summary>Begins a stretch of script on the current thread, for which there is room; allocations are counted per thread.</summary>
    public void BeginTurn()
    {
        _isInTurn = true;
        _threadAtTurnStart = GC.GetAllocatedBytesForCurrentThread();
        _sliceEnd = Environment.TickCount64 + FirstSliceMilliseconds;
        _nextLook = 0;
    }

    /// <summary>Ends the stretch.</summary>
    public void EndTurn()
    {
        _isInTurn = false;
        _allocated += GC.GetAllocatedBytesForCurrentThread() - _threadAtTurnStart;
        if (_hasProcessor) turns.ReturnProcessor();
        if (_isLong) turns.LeaveLong();
        else turns.Leave();
        _hasProcessor = _isLong = false;
    }

    /// <summary>Ends the call.</summary>
    public void End() => turns.Ended(_allocated);

    /// <exception cref="CallStoppedException">The budget is spent.</exception>
    public override void Check()
    {
        if (_isInTurn)
        {
            long allocated = _allocated + GC.GetAllocatedBytesForCurrentThread() - _threadAtTurnStart;
            if (allocated >= _nextCheck) CheckMemory(allocated);
        }
        if (Stop != CallStop.None || Environment.TickCount64 >= _nextLook) Look();
    }

    /// <summary>Stops the call if what it is about to make at once is more than it may hold at all.</summary>
    /// <param name="bytes">About how many it is.</param>
    /// <exception cref="CallStoppedException">It is too much, or the budget is spent.</exception>
    public void Afford(double bytes)
    {
        if (bytes > limits.MemoryBytes) End(CallStop.Memory);
        Check();
    }

    /// <summary>Looks at the clock and at whether anyone still waits.</summary>
    /// <exception cref="CallStoppedException">The budget is spent.</exception>
    public void Look()
    {
        if (Stop != CallStop.None) throw new CallStoppedException(Stop);
        if (cancellationToken.IsCancellationRequested) End(CallStop.Cancelled);
        if (Elapsed >= limits.Time) End(CallStop.Time);
        long now = Environment.TickCount64;
        _nextLook = now + MillisecondsPerLook;
        if (_isInTurn && now >= _sliceEnd) Share();
    }

    /// <summary>Counts what other threads allocated for the call, and gave it.</summary>
    /// <exception cref="CallStoppedException">The budget is spent.</exception>
    public void Charge(long bytes)
    {
        _allocated += bytes;
        Check();
    }

    // The engine resets constraints at every entry; this budget is for the whole call.
    public override void Reset()
    {
    }

    // The turn takes long: others come first, and those that take long, too, have their part.
    private void Share()
    {
        _isLong = _isLong || turns.TryBecomeLong();
        if (_isLong && (!_hasProcessor || turns.IsCrowded))
        {
            if (_hasProcessor) turns.ReturnProcessor();
            _hasProcessor = false;
            _hasProcessor = turns.TakeProcessor(Remaining, cancellationToken);
            if (!_hasProcessor) End(cancellationToken.IsCancellationRequested ? CallStop.Cancelled : CallStop.Time);
        }
        _sliceEnd = Environment.TickCount64 + SliceMilliseconds;
    }

    // Allocated is not held: most of it is garbage at once. So a call that allocated its limit is stopped only if the
    // process has grown by as much since the call began, and a collection does not undo that. The runtime cannot tell
    // which call holds what: beside one that holds too much, another that makes much garbage may be stopped with it.
    private void CheckMemory(long allocated)
    {
        _nextCheck = allocated + _step;
        if (!HasGrown() || !turns.MayCollect()) return;
        GC.Collect();
        if (HasGrown()) End(CallStop.Memory);
    }

    private bool HasGrown() => GC.GetTotalMemory(forceFullCollection: false) - _heapAtStart >= limits.MemoryBytes;

    private void End(CallStop reason)
    {
        Stop = reason;
        throw new CallStoppedException(reason);
    }
}
