using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Services;
using Jint;
using Jint.Native;
using Jint.Native.Promise;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace AppServices.Server.Functions.Running;

/// <summary>
/// The event loop of one call. Script runs in turns, each a job of the engine followed by all the promise reactions it
/// caused; between turns the loop waits for timers without holding a thread.
/// </summary>
internal sealed class ScriptLoop : IAsyncDisposable
{
    private readonly Engine _engine;
    private readonly CallBudget _budget;
    private readonly CallTurns _turns;
    private readonly CancellationToken _cancellationToken;
    private readonly JsValue _start;
    private readonly JsValue _then;
    private readonly Dictionary<JsValue, JsValue> _unhandled = new(ReferenceEqualityComparer.Instance);

    public ScriptLoop(
        Engine engine, CallBudget budget, CallTurns turns, TimerQueue timers, OperationQueue operations,
        CancellationToken cancellationToken)
    {
        _turns = turns;
        _engine = engine;
        _budget = budget;
        _cancellationToken = cancellationToken;
        Timers = timers;
        Operations = operations;
        _start = ResolvedPromise();
        _then = _start.Get("then");
        engine.Advanced.PromiseRejectionTracker += OnRejection;
    }

    /// <summary>The pending timers.</summary>
    public TimerQueue Timers { get; }

    /// <summary>The pending operations.</summary>
    public OperationQueue Operations { get; }

    /// <summary>The <c>error_code</c> of errors that have one of their own, where no function catches them.</summary>
    public Dictionary<JsValue, string> Codes { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>What promises were rejected with that nobody handled.</summary>
    public IEnumerable<JsValue> Unhandled => _unhandled.Values;

    /// <summary>Runs a piece of script, and waits for the promise of what it returns.</summary>
    /// <exception cref="FunctionException">It throws, what it waits for can never settle, or the budget is spent.</exception>
    public Task<JsValue> RunAsync(Func<JsValue> job) => SettleAsync(() => Start(job));

    /// <summary>Waits for a promise.</summary>
    /// <exception cref="FunctionException">It was rejected, it can never settle, or the budget is spent.</exception>
    public Task<JsValue> SettleAsync(JsValue promise) => SettleAsync(() => promise);

    private async Task<JsValue> SettleAsync(Func<JsValue> begin)
    {
        JsValue? value = null;
        JsValue? error = null;
        await TurnAsync(() => Tell(begin(), result => value = result, reason => error = reason));
        while (value is null && error is null)
        {
            if (Operations.Pending == 0 && !Timers.TryPeek(out _, out _))
                throw new FunctionException(
                    FunctionException.TimeLimit,
                    "execution time limit exceeded: the function waits for a promise that nothing can settle any more");
            await NextAsync();
        }

        return value ?? throw await FailureAsync(error!);
    }

    /// <summary>Lets everything finish that was begun and not awaited. Intervals do not count: they never finish.</summary>
    public async Task DrainAsync()
    {
        while (Operations.Pending > 0 || Timers.HasOneShot) await NextAsync();
    }

    /// <summary>Runs what is posted and what settles, until it is told to end.</summary>
    /// <exception cref="FunctionException">The budget is spent.</exception>
    public async Task ServeAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            Action? turn = Operations.Next();
            if (turn is null)
            {
                await Operations.WaitAsync(Rounded(_budget.Remaining));
                turn = Operations.Next();
            }
            await TurnAsync(turn ?? _budget.Look);
        }
    }

    /// <summary>In a turn: runs a job of its own, and tells what comes of it; what it throws rejects its promise.</summary>
    public void Begin(Func<JsValue> job, Action<JsValue> fulfilled, Action<JsValue> rejected) => Tell(Start(job), fulfilled, rejected);

    // All script starts as a job of its own, because inside a job a nested evaluation (context.functions.execute) leaves the queue of
    // promise reactions alone until the job is done. The promise is of its result, or of what it throws.
    private JsValue Start(Func<JsValue> job) => _engine.Call(_then, _start, [new ClrFunction(_engine, "", (_, _) => job())]);

    private void Tell(JsValue promise, Action<JsValue> fulfilled, Action<JsValue> rejected) =>
        _engine.Call(_then, promise, [Receiver(fulfilled), Receiver(rejected)]);

    private ClrFunction Receiver(Action<JsValue> receive) => new(_engine, "", (_, arguments) =>
    {
        receive(arguments.At(0));
        return JsValue.Undefined;
    });

    /// <summary>Gives up what still runs outside the engine.</summary>
    public ValueTask DisposeAsync()
    {
        _budget.End();
        return Operations.DisposeAsync();
    }

    /// <summary>Runs code that may run script, and names what can go wrong.</summary>
    public async Task TurnAsync(Action code)
    {
        JsValue? thrown = null;
        await GuardAsync(() =>
        {
            try
            {
                code();
                _engine.Advanced.ProcessTasks();
            }
            catch (JavaScriptException error)
            {
                thrown = error.Error;
            }
        });
        if (thrown is not null) throw await FailureAsync(thrown);
    }

    /// <summary>What is told of a value that was thrown.</summary>
    public async Task<string> DescribeAsync(JsValue thrown)
    {
        string text = "";
        await GuardAsync(() => text = ScriptErrors.Describe(_engine, thrown));
        return text;
    }

    private async Task<FunctionException> FailureAsync(JsValue thrown) =>
        new(Codes.GetValueOrDefault(thrown, FunctionException.ExecutionError), await DescribeAsync(thrown));

    private async Task GuardAsync(Action code)
    {
        await _turns.EnterAsync(_cancellationToken);
        _budget.BeginTurn();
        try
        {
            code();
        }
        catch (OperationFaultException error)
        {
            ExceptionDispatchInfo.Throw(error.Fault);
        }
        catch (Exception error) when (Stopped(error) is { } stopped)
        {
            throw stopped;
        }
        finally
        {
            _budget.EndTurn();
        }
    }

    /// <summary>Waits for what comes first, an operation or a timer, and runs what waits for it.</summary>
    private async Task NextAsync()
    {
        bool hasTimer = Timers.TryPeek(out ScriptTimer? timer, out TimeSpan due);
        Action? settle = Operations.Next();
        if (settle is null && (!hasTimer || due > _budget.Elapsed))
        {
            await WaitAsync(hasTimer ? due - _budget.Elapsed : TimeSpan.MaxValue);
            settle = Operations.Next();
        }

        await TurnAsync(settle ?? _budget.Look);
        if (settle is not null || !hasTimer || _budget.Elapsed < due) return;
        Timers.Take(_budget.Elapsed);
        await TurnAsync(() => Start(() => _engine.Call(timer!.Callback, JsValue.Undefined, timer.Arguments)));
    }

    private Task WaitAsync(TimeSpan timer)
    {
        TimeSpan most = Rounded(timer < _budget.Remaining ? timer : _budget.Remaining);
        return Operations.Pending > 0 ? Operations.WaitAsync(most) : Task.Delay(most, _cancellationToken);
    }

    // Task.Delay cuts to whole milliseconds; rounding up keeps a timer from firing early.
    private static TimeSpan Rounded(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));

    private Exception? Stopped(Exception error) => (_budget.Stop, error) switch
    {
        (CallStop.Cancelled, _) => new OperationCanceledException(_cancellationToken),
        (CallStop.Time, _) => new FunctionException(FunctionException.TimeLimit, "execution time limit exceeded", error),
        (CallStop.Memory, _) or (_, MemoryLimitExceededException) =>
            new FunctionException(FunctionException.ExecutionError, "memory limit exceeded", error),
        (_, RecursionDepthOverflowException or InsufficientExecutionStackException) =>
            new FunctionException(FunctionException.ExecutionError, "RangeError: Maximum call stack size exceeded", error),
        (_, System.Text.RegularExpressions.RegexMatchTimeoutException) =>
            new FunctionException(FunctionException.TimeLimit, "execution time limit exceeded by a regular expression", error),
        (_, JintException) => new FunctionException(FunctionException.ExecutionError, error.Message, error),
        (_, FunctionException) => null,
        _ when DataErrors.Describe(error) is not null => null,
        // Between the engine and us there is nothing but what the script did: where a library stumbles, the script made it.
        _ =>
            new FunctionException(
                FunctionException.ExecutionError, "InternalError: the script engine cannot do what the function asks for",
                error) { IsOfEngine = true },
    };

    private JsValue ResolvedPromise()
    {
        var promise = _engine.Advanced.RegisterPromise();
        promise.Resolve(JsValue.Undefined);
        return promise.Promise;
    }

    private void OnRejection(object? sender, PromiseRejectionTrackerEventArgs rejection)
    {
        if (rejection.Operation == PromiseRejectionOperation.Handle) _unhandled.Remove(rejection.Promise);
        else _unhandled[rejection.Promise] = rejection.Value ?? JsValue.Undefined;
    }
}
