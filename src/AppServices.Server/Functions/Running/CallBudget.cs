using System;
using System.Diagnostics;
using System.Threading;
using Jint;

namespace AppServices.Server.Functions.Running;

/// <summary>
/// What one call may still use. The engine asks before every statement; the waits of the call ask as well. Once the budget
/// is spent every further question stops the script again, so that no <c>finally</c> block runs on for free.
/// </summary>
internal sealed class CallBudget(FunctionLimits limits, CancellationToken cancellationToken) : Constraint
{
    private const uint ChecksPerLook = 32;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long _heapAtStart = GC.GetTotalMemory(forceFullCollection: false);
    private readonly long _step = Math.Max(limits.MemoryBytes / 8, 1);
    private long _allocated;
    private long _threadAtTurnStart;
    private long _nextCheck = limits.MemoryBytes;
    private uint _checks;

    /// <summary>Why the call was stopped, if it was.</summary>
    public CallStop Stop { get; private set; }

    /// <summary>Time since the call began.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Time left, not below zero.</summary>
    public TimeSpan Remaining => limits.Time > Elapsed ? limits.Time - Elapsed : TimeSpan.Zero;

    // One statement can allocate a gigabyte, so memory is looked at before each.
    public override bool IsAmortizable => false;

    /// <summary>Begins a stretch of script on the current thread; allocations are counted per thread.</summary>
    public void BeginTurn() => _threadAtTurnStart = GC.GetAllocatedBytesForCurrentThread();

    /// <summary>Ends the stretch.</summary>
    public void EndTurn() => _allocated += GC.GetAllocatedBytesForCurrentThread() - _threadAtTurnStart;

    /// <exception cref="CallStoppedException">The budget is spent.</exception>
    public override void Check()
    {
        long allocated = _allocated + GC.GetAllocatedBytesForCurrentThread() - _threadAtTurnStart;
        if (allocated >= _nextCheck) CheckMemory(allocated);
        if (Stop == CallStop.None && ++_checks % ChecksPerLook != 0) return;
        Look();
    }

    /// <summary>Looks at the clock and at whether anyone still waits.</summary>
    /// <exception cref="CallStoppedException">The budget is spent.</exception>
    public void Look()
    {
        if (Stop != CallStop.None) throw new CallStoppedException(Stop);
        if (cancellationToken.IsCancellationRequested) End(CallStop.Cancelled);
        if (Elapsed >= limits.Time) End(CallStop.Time);
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

    // Allocated is not held: most of it is garbage at once. So a call that allocated its limit is stopped only if the
    // process has grown by as much since the call began, and a collection does not undo that. The runtime cannot tell
    // which call holds what: beside one that holds too much, another that makes much garbage may be stopped with it.
    private void CheckMemory(long allocated)
    {
        _nextCheck = allocated + _step;
        if (!HasGrown()) return;
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
