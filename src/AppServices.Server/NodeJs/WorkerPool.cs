using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions;

namespace AppServices.Server.NodeJs;

/// <summary>
/// The workers of an app. Calls go to the one that has least to do. One that does not answer gets no more of them, and another takes its
/// place; what it had not begun runs there, and what it had begun ends with it.
/// </summary>
/// <param name="setup">How they are started.</param>
/// <param name="maxWorkers">How many there are at most, not counting those that do not answer.</param>
/// <param name="callsAtOnce">How many calls one of them has at once.</param>
internal sealed class WorkerPool(WorkerSetup setup, int maxWorkers, int callsAtOnce) : IAsyncDisposable
{
    private const int MaxBlocked = 16;
    private const long RetiredBytes = 512L * 1024 * 1024;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_weighed = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(1);      // after one that did not even start

    private readonly Lock _lock = new();
    private readonly List<NodeWorker> _workers = [];
    private readonly LinkedList<WorkerCall> _waiting = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _work = new(0);
    private Task _watching = Task.CompletedTask;
    private long _lastWeighed;
    private long _lastTurn;
    private long _failedStart;
    private int _turn;
    private int _lastCall;

    /// <summary>Starts the first worker, and watches them all.</summary>
    public void Start()
    {
        lock (_lock) Grow();
        _watching = WatchAsync();
    }

    /// <summary>Gives a call to a worker, now or as soon as one can take it.</summary>
    public void Begin(WorkerCall call)
    {
        lock (_lock) Assign(call);
        if (_work.CurrentCount == 0) _work.Release();
    }

    /// <summary>Takes a call that is over from wherever it is.</summary>
    public void End(WorkerCall call)
    {
        NodeWorker? worker;
        lock (_lock)
        {
            _waiting.Remove(call);
            worker = _workers.Find(one => one.Calls.ContainsKey(call.Id));
        }
        if (worker is null) return;
        worker.Forget(call);
        // It goes on with what nobody wants any more, and can do nothing else.
        if (worker.IsBlocked) worker.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _watching;
        NodeWorker[] all;
        lock (_lock) all = [.. _workers];
        foreach (NodeWorker worker in all) await worker.DisposeAsync();
        _closing.Dispose();
        _work.Dispose();
    }

    private void Assign(WorkerCall call)
    {
        NodeWorker? free = null;
        foreach (NodeWorker worker in _workers)
            if (worker.TakesCalls && worker.Calls.Count < Math.Min(callsAtOnce, free?.Calls.Count ?? callsAtOnce)) free = worker;
        if (free is null || !free.Calls.IsEmpty) Grow();
        if (free is null) _waiting.AddLast(call);
        else free.Begin(call, ++_lastCall);
    }

    // Another one, where there may be and none is about to be.
    private void Grow()
    {
        if (_closing.IsCancellationRequested) return;
        if (_workers.Any(worker => !worker.Ready.IsCompleted)) return;
        if (_failedStart != 0 && Stopwatch.GetElapsedTime(_failedStart) < s_rest) return;
        if (_workers.Count(worker => worker.TakesCalls) >= maxWorkers) return;
        if (_workers.Count >= maxWorkers + MaxBlocked) return;
        NodeWorker added = NodeWorker.Start(setup);
        added.Changed += Change;
        _workers.Add(added);
    }

    // A worker takes calls, has done one, or has ended.
    private void Change(NodeWorker worker)
    {
        if (worker.HasEnded) Remove(worker);
        lock (_lock)
        {
            for (int i = _waiting.Count; i > 0 && _waiting.First is { } next; i--)
            {
                _waiting.RemoveFirst();
                Assign(next.Value);
            }
        }
    }

    private void Remove(NodeWorker worker)
    {
        WorkerCall[] calls;
        var lost = new List<WorkerCall>();
        lock (_lock)
        {
            if (!_workers.Remove(worker)) return;
            calls = [.. worker.Calls.Values];
            if (!worker.HasServed)
            {
                _failedStart = Stopwatch.GetTimestamp();
                if (!_closing.IsCancellationRequested) WorkerLog.NotStarted(setup.Logger, worker.StartProblem);
                foreach (WorkerCall waiting in _waiting) waiting.Fail(NotStarted());
                _waiting.Clear();
            }
            foreach (WorkerCall call in calls)
            {
                if (worker.TryTakeBack(call)) Assign(call);
                else lost.Add(call);
            }
        }
        if (calls.Length > 0) WorkerLog.Ended(setup.Logger, calls.Length, worker.Failure().Message);
        FunctionException failure = worker.Failure();
        foreach (WorkerCall call in lost) call.Fail(failure);
        _ = worker.DisposeAsync().AsTask();
    }

    private static FunctionException NotStarted() =>
        new(FunctionException.ExecutionError, "the function's worker did not start; the server's log says why") { IsWorkerLost = true };

    private async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                if (!HasWork())
                {
                    RetireLarge();
                    await _work.WaitAsync(_closing.Token);
                }
                await Task.Delay(s_tick, _closing.Token);
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The pool is closed.
        }
    }

    private bool HasWork()
    {
        lock (_lock) return _waiting.Count > 0 || _workers.Any(worker => !worker.IsIdle);
    }

    // What packages have gathered goes when nobody waits.
    private void RetireLarge()
    {
        lock (_lock)
        {
            foreach (NodeWorker worker in _workers.ToArray())
            {
                if (!worker.IsIdle) continue;
                if (!worker.IsRetired && !worker.IsBlocked && worker.ResidentBytes() <= RetiredBytes) continue;
                worker.IsRetired = true;
                worker.Kill();
                Grow();
            }
        }
    }

    private void Look()
    {
        bool weighs = Stopwatch.GetElapsedTime(_lastWeighed) >= s_weighed;
        if (weighs) _lastWeighed = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            foreach (NodeWorker worker in _workers.ToArray())
            {
                if (!worker.Ready.IsCompletedSuccessfully) continue;
                if (worker.IsIdle)
                {
                    if (worker.IsRetired || worker.IsBlocked) worker.Kill();
                    continue;
                }
                if (weighs && worker.ResidentBytes() > setup.MaxResidentBytes) worker.Kill(isOutOfMemory: true);
                Check(worker);
            }
            if (_waiting.Count > 0) Grow();
            ShareTurns();
        }
    }

    private void Check(NodeWorker worker)
    {
        if (worker.IsBlocked)
        {
            if (worker.Asked is not null)
            {
                TakeBack(worker);
                // What it does, nobody waits for.
                if (worker.Calls.IsEmpty) worker.Kill();
                return;
            }
            // It answers again, and ends with its calls: it has been replaced.
            worker.IsBlocked = false;
            worker.IsRetired = true;
        }
        else if (worker.Asked is { } asked)
        {
            if (Stopwatch.GetElapsedTime(asked) < s_patience) return;
            worker.IsBlocked = true;
            worker.StepBack();
            TakeBack(worker);
            Grow();
        }
        else if (Stopwatch.GetElapsedTime(worker.Heard) >= s_silence)
        {
            worker.Ask();
        }
    }

    // What was given to it last may be begun yet, and is looked at again.
    private void TakeBack(NodeWorker worker)
    {
        foreach (WorkerCall call in worker.Calls.Values)
        {
            if (worker.TryTakeBack(call)) Assign(call);
            else if (call.IsOver) worker.Kill();
        }
    }

    // Those that do not answer have all processors but one, in turns.
    private void ShareTurns()
    {
        NodeWorker[] blocked = [.. _workers.Where(worker => worker.IsBlocked)];
        int places = Math.Max(1, Environment.ProcessorCount - 1);
        if (blocked.Length > places && Stopwatch.GetElapsedTime(_lastTurn) >= s_patience)
        {
            _lastTurn = Stopwatch.GetTimestamp();
            _turn += places;
        }
        for (int i = 0; i < blocked.Length; i++) blocked[i].Pause((i + blocked.Length - _turn % blocked.Length) % blocked.Length >= places);
    }
}
