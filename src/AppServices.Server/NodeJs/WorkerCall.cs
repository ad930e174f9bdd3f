using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Realm;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.NodeJs;

/// <summary>One call in a worker: what it asks for, what it prints, and how it ends. It ends once, whoever ends it first.</summary>
internal sealed class WorkerCall : IAsyncDisposable
{
    private readonly FunctionRuntime _runtime;
    private readonly FunctionCall _call;
    private readonly ExecutionUser? _user;
    private readonly ConsoleLog _console;
    private readonly CancellationToken _cancellationToken;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<BsonDocument> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BsonDocument _frame;
    private readonly bool _isNamed;
    private readonly Lock _lock = new();
    private CallHands? _hands;
    private bool _isDisposed;

    /// <param name="runtime">The functions of the app.</param>
    /// <param name="function">The function, as workers run it; null for one that they know by its name.</param>
    /// <param name="call">The call.</param>
    /// <param name="user">Whose rights the manifest gives it; null for those of the caller, or of whom a script names.</param>
    /// <param name="isNamed">Whether a script names the user.</param>
    /// <param name="onlyAsks">Whether only that script is run.</param>
    /// <param name="cancellationToken">Cancelled when the caller gives up.</param>
    public WorkerCall(
        FunctionRuntime runtime, BsonDocument? function, FunctionCall call, ExecutionUser? user, bool isNamed, bool onlyAsks,
        CancellationToken cancellationToken)
    {
        _isNamed = isNamed;
        _runtime = runtime;
        _call = call;
        _user = user;
        _console = new ConsoleLog(runtime.Logger, call.Request.Printed);
        _cancellationToken = cancellationToken;
        _frame = new BsonDocument
        {
            ["t"] = "call",
            ["c"] = 0,
            ["n"] = call.Name,
            ["f"] = (BsonValue?)function ?? BsonNull.Value,
            ["k"] = onlyAsks ? "ask" : "call",
            ["a"] = new BsonArray(call.Arguments),
            ["u"] = ContextObject.User(call.User),
            ["r"] = ContextObject.Request(call.Request),
            ["s"] = user is { } named ? named.IsSystem : call.User.Id is null,
            ["h"] = call.Response is not null,
        };
    }

    /// <summary>The number by which a worker knows it: another one for each worker that has it, so that only one can ask for it.</summary>
    public int Id { get; set; }

    /// <summary>Time that is left, not below zero.</summary>
    public TimeSpan Remaining
    {
        get
        {
            TimeSpan left = _runtime.Limits.Time - Stopwatch.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether it has been begun, so that it may have done something.</summary>
    public bool HasBegun { get; set; }

    /// <summary>When a worker was last told that it may begin it.</summary>
    public long OfferedAt { get; set; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver => _end.Task.IsCompleted;

    /// <summary>Whose rights it has had in the end.</summary>
    public ExecutionUser User => _hands?.User ?? _user ?? (_call.User.Id is { } id ? new ExecutionUser(id) : ExecutionUser.System);

    /// <summary>The frame that begins it.</summary>
    public BsonDocument ToFrame() => new BsonDocument(_frame) { ["c"] = Id, ["m"] = Stopwatch.GetElapsedTime(0).TotalMilliseconds };

    /// <summary>Waits for its end.</summary>
    /// <exception cref="FunctionException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<BsonValue> FinishAsync()
    {
        using var late = new CancellationTokenSource(Remaining);
        await using CancellationTokenRegistration time = late.Token.UnsafeRegister(
            static call => ((WorkerCall)call!).Fail(TimeIsUp()), this);
        await using CancellationTokenRegistration gone = _cancellationToken.UnsafeRegister(
            static (call, token) => ((WorkerCall)call!).Fail(new OperationCanceledException(token)), this);
        BsonDocument end = await _end.Task;
        if (end["e"] is BsonDocument error)
            throw new FunctionException(
                error["k"] is BsonString code ? code.Value : FunctionException.ExecutionError, error["m"].AsString);
        if (_call.Response is { } response && end["r"] is BsonArray { Count: > 0 } calls)
        {
            // Nothing else is asked any more.
            CallHands hands = Hands(static _ => { })!;
            await hands.StopAsync();
            await hands.RespondAsync(response, calls);
        }
        return end["v"];
    }

    /// <summary>Ends it with an error, unless it is over.</summary>
    public void Fail(Exception error) => _end.TrySetException(error);

    /// <summary>Takes what the worker says of it.</summary>
    /// <param name="frame">What it says.</param>
    /// <param name="reply">Sends the answer.</param>
    public void Receive(BsonDocument frame, Action<BsonDocument> reply)
    {
        switch (frame["t"].AsString)
        {
            case "op" when IsOver: break;
            case "op" when frame.Contains("u"):
                if (!_isNamed) throw new FormatException("a user for a function that has no script to name one");
                Hands(reply)?.RunAs(frame, _call.Name);
                break;
            case "op": Hands(reply)?.Operate(frame); break;
            case "enter": Hands(reply)?.Enter(frame); break;
            case "log": Print(frame); break;
            case "end":
                _end.TrySetResult(new BsonDocument
                {
                    ["v"] = frame.GetValue("v", BsonUndefined.Value),
                    ["r"] = frame.GetValue("r", BsonNull.Value),
                    ["e"] = frame.GetValue("e", BsonNull.Value),
                });
                break;
            default: throw new FormatException($"a frame '{frame["t"]}'");
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock) _isDisposed = true;
        if (_hands is not null) await _hands.DisposeAsync();
    }

    /// <summary>The error of a call whose time is up.</summary>
    public static FunctionException TimeIsUp() => new(FunctionException.TimeLimit, "execution time limit exceeded");

    // Only when there is something to do: most calls ask for nothing. Null when nobody waits for the call any more.
    private CallHands? Hands(Action<BsonDocument> reply)
    {
        lock (_lock)
        {
            if (_hands is not null || _isDisposed) return _hands;
            FunctionRealm realm = _runtime.OpenRealm(_call, Remaining, _cancellationToken);
            _hands = new CallHands(realm, _runtime, answer =>
            {
                answer["c"] = Id;
                reply(answer);
            });
            _hands.Start(_user);
            _ = WatchAsync(_hands);
            return _hands;
        }
    }

    private async Task WatchAsync(CallHands hands)
    {
        if (await hands.Ended is { } error) Fail(error);
    }

    private void Print(BsonDocument frame)
    {
        if (frame.TryGetValue("u", out BsonValue unhandled))
        {
            FunctionLog.Unhandled(_runtime.Logger, _call.Name, unhandled.AsString);
            return;
        }
        LogLevel level = frame["l"].AsString switch
        {
            "debug" => LogLevel.Debug,
            "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => LogLevel.Information,
        };
        _console.Print(level, frame["f"].AsString, () => frame["s"].AsString);
    }
}
