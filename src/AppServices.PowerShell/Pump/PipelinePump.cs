using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Pump;

/// <summary>
/// Runs an asynchronous step on the pipeline thread: every continuation comes back to the thread that called
/// <see cref="Run"/>, the only one on which a cmdlet may write.
/// </summary>
internal sealed class PipelinePump : SynchronizationContext
{
    // Some microseconds of waiting awake. One turn more and SpinWait sleeps for a whole millisecond.
    private const int Turns = 20;

    private readonly object _gate = new();
    private readonly Queue<(SendOrPostCallback Call, object? State)> _work = new();
    private bool _running;
    private volatile bool _posted;

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (_running)
            {
                _work.Enqueue((d, state));
                _posted = true;
                Monitor.Pulse(_gate);
                return;
            }
        }
        ThreadPool.QueueUserWorkItem(_ => d(state));        // the step has ended, so there is no pipeline to come back to
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    public void Run(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        SynchronizationContext? outer = Current;
        SetSynchronizationContext(this);
        try
        {
            _running = true;
            Task task = step(cancellationToken);
            if (!task.IsCompleted)
            {
                task.ContinueWith(static (_, pump) => ((PipelinePump)pump!).Wake(), this, CancellationToken.None,
                    TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            // Also for a step that was over before it had to wait: others may have posted something meanwhile.
            while (Take(task) is { Call: not null } next) next.Call(next.State);
            task.GetAwaiter().GetResult();                  // the task is complete: this rethrows its own exception, or returns
        }
        finally
        {
            SetSynchronizationContext(outer);
            Release();
        }
    }

    /// <summary>The next continuation; none once the step has ended.</summary>
    private (SendOrPostCallback? Call, object? State) Take(Task task)
    {
        WaitAwake(task);
        lock (_gate)
        {
            while (_work.Count == 0)
            {
                if (task.IsCompleted) return default;
                Monitor.Wait(_gate);
            }
            (SendOrPostCallback, object?) next = _work.Dequeue();
            _posted = _work.Count > 0;
            return next;
        }
    }

    // A local service's reply is often there sooner than a thread has fallen asleep and been woken again.
    private void WaitAwake(Task task)
    {
        var spin = new SpinWait();
        while (!_posted && !task.IsCompleted && spin.Count < Turns) spin.SpinOnce();
    }

    private void Wake()
    {
        lock (_gate) Monitor.Pulse(_gate);
    }

    // What was posted too late to be taken still has to run, on any thread.
    private void Release()
    {
        lock (_gate)
        {
            _running = _posted = false;
            while (_work.Count > 0)
            {
                (SendOrPostCallback call, object? state) = _work.Dequeue();
                ThreadPool.QueueUserWorkItem(_ => call(state));
            }
        }
    }
}
