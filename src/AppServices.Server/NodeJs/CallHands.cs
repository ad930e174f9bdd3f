using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Functions.Running;
using AppServices.Server.Functions.Values;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.NodeJs;

/// <summary>
/// Does in this process what a call in a worker asks for: with the same objects, and so by the same rules and with the same errors, that
/// functions in this process have. The realm of the call runs no script of the app.
/// </summary>
/// <param name="realm">The realm.</param>
/// <param name="runtime">The functions of the app.</param>
/// <param name="reply">Takes what comes of an operation to the worker.</param>
internal sealed class CallHands(FunctionRealm realm, FunctionRuntime runtime, Action<BsonDocument> reply) : IAsyncDisposable
{
    private readonly Dictionary<int, Invocation> _invocations = [];
    private readonly Dictionary<(int, string), JsValue> _services = [];
    private readonly Dictionary<int, JsValue> _kept = [];
    private readonly CancellationTokenSource _ending = new();
    private Task _serving = Task.CompletedTask;

    /// <summary>Whose rights the function that was called from outside has.</summary>
    public ExecutionUser User => realm.Root.User;

    /// <summary>Tells what made it end before its time; it never fails.</summary>
    public Task<Exception?> Ended { get; private set; } = Task.FromResult<Exception?>(null);

    /// <summary>Begins to do what is asked.</summary>
    /// <param name="root">Whose rights the function that was called has; null for the caller's.</param>
    public void Start(ExecutionUser? root)
    {
        if (root is { } user) realm.RunAs(user);
        _invocations[0] = realm.Root;
        _serving = realm.Loop.ServeAsync(_ending.Token);
        Ended = ObserveAsync();
    }

    /// <summary>Notes that one function calls another.</summary>
    public void Enter(BsonDocument frame) => realm.Loop.Operations.Post(() =>
    {
        if (!runtime.Catalog.TryGet(frame["f"].AsString, out CatalogFunction? function)) throw realm.Error("function not found");
        // Only the script of a function names a user for it.
        bool isNamed = function.RunAs is not null && frame["u"] is not BsonUndefined;
        JsValue? runAs = isNamed ? realm.Values.ToScript(frame["u"]) : null;
        _invocations[frame["i"].AsInt32] = realm.Enter(function.Definition, frame["f"].AsString, At(frame["p"].AsInt32), runAs);
    });

    /// <summary>Makes the user whom a script named the one as whom the function runs.</summary>
    public void RunAs(BsonDocument frame, string function) => realm.Loop.Operations.Post(() => realm.Loop.Begin(
        () => new JsString(realm.ReadRunAs(realm.Values.ToScript(frame["u"]), function).Id ?? ""),
        answer =>
        {
            string id = answer.ToString();
            _ = AdmitAsync(frame["o"].AsInt32, id.Length == 0 ? ExecutionUser.System : new ExecutionUser(id), function);
        },
        error => Fail(frame["o"].AsInt32, error)));

    /// <summary>Does an operation.</summary>
    public void Operate(BsonDocument frame)
    {
        int operation = frame["o"].AsInt32;
        realm.Loop.Operations.Post(() => realm.Loop.Begin(
            () => Run(frame),
            result =>
            {
                if (frame.TryGetValue("k", out BsonValue? handle)) _kept[handle.AsInt32] = result;
                Answer(operation, handle is null ? result : JsValue.Undefined);
            },
            error => Fail(operation, error)));
    }

    /// <summary>Has the object behind an argument told what a function decided.</summary>
    public Task RespondAsync(ICallResponse response, BsonArray calls) => realm.Loop.TurnAsync(() =>
    {
        ObjectInstance target = response.Create(realm).AsObject();
        foreach (BsonValue call in calls) Step(target, call.AsBsonArray);
    });

    /// <summary>Waits until nothing is done any more.</summary>
    public async Task StopAsync()
    {
        await _ending.CancelAsync();
        realm.Loop.Operations.Post(static () => { });
        await Ended;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await realm.DisposeAsync();
        _ending.Dispose();
    }

    private async Task<Exception?> ObserveAsync()
    {
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _serving.Exception?.InnerException ?? (_serving.IsCanceled ? new OperationCanceledException() : null);
    }

    private Invocation At(int invocation) => _invocations.TryGetValue(invocation, out Invocation? found)
        ? found
        : throw realm.Error("the function that asks has not begun");

    private JsValue Run(BsonDocument frame)
    {
        BsonArray steps = frame.GetValue("p", new BsonArray()).AsBsonArray;
        int next = 0;
        JsValue target;
        if (frame.TryGetValue("h", out BsonValue kept))
        {
            target = _kept.TryGetValue(kept.AsInt32, out JsValue? found) ? found : throw realm.Error("the object is not there");
            if (frame.TryGetValue("x", out BsonValue isExclusive))
                return target is SessionObject session ? session.Open(isExclusive.AsBoolean) : throw realm.Error("this is no session");
        }
        else
        {
            int invocation = frame["i"].AsInt32;
            target = At(invocation).Context;
            if (steps is [BsonArray { Count: 1 }, BsonArray { Count: 2 } get, ..] && get[0] == "get" && steps[0][0] == "services")
            {
                target = Service(invocation, get[1].AsString, target.AsObject());
                next = 2;
            }
        }

        for (; next < steps.Count; next++)
        {
            BsonArray step = steps[next].AsBsonArray;
            bool isLast = next == steps.Count - 1;
            target = Step(target.AsObject(), step, isLast || step[0] == "find" || step[0] == "aggregate" ? frame : null);
        }
        return target;
    }

    // One object for all that a function asks of a service: it knows the sessions that were begun with it.
    private JsValue Service(int invocation, string name, ObjectInstance context)
    {
        if (_services.TryGetValue((invocation, name), out JsValue? known)) return known;
        JsValue service = Step(Step(context, ["services"]).AsObject(), ["get", name]);
        return _services[(invocation, name)] = service;
    }

    // A name alone is a member, with arguments it is called. Only what an object has itself counts, not what all objects have.
    private JsValue Step(ObjectInstance target, BsonArray step, BsonDocument? frame = null)
    {
        string name = step[0].AsString;
        JsValue member = target.GetOwnProperty(name) != Jint.Runtime.Descriptors.PropertyDescriptor.Undefined || target is SharedObject
            ? target.Get(name)
            : JsValue.Undefined;
        if (!member.IsCallable()) return member.IsUndefined() ? throw realm.Error($"'{name}' is not there") : member;
        var arguments = new JsValue[step.Count - 1];
        for (int i = 0; i < arguments.Length; i++) arguments[i] = realm.Values.ToScript(step[i + 1]);
        if (frame is not null && frame.TryGetValue("s", out BsonValue sessions)) AddSessions(arguments, sessions.AsBsonArray);
        return realm.Engine.Call(member, target, arguments);
    }

    // The options that had a session when the function gave them.
    private void AddSessions(JsValue[] arguments, BsonArray sessions)
    {
        foreach (BsonValue session in sessions)
        {
            int index = session[0].AsInt32;
            if (index < arguments.Length && arguments[index] is JsObject options
                && _kept.TryGetValue(session[1].AsInt32, out JsValue? kept)) options.Set("session", kept);
        }
    }

    private async Task AdmitAsync(int operation, ExecutionUser user, string function)
    {
        try
        {
            await runtime.RequireUserAsync(user, function, _ending.Token);
            realm.Loop.Operations.Post(() =>
            {
                realm.RunAs(user);
                _invocations[0] = realm.Root;
                Answer(operation, user.IsSystem ? JsBoolean.True : JsBoolean.False);
            });
        }
        catch (FunctionException nobody)
        {
            realm.Loop.Operations.Post(() => throw nobody);
        }
        catch (OperationCanceledException)
        {
            // The call is over.
        }
    }

    private void Answer(int operation, JsValue result)
    {
        var reader = new ResultReader(realm);
        BsonValue value = result is CursorObject ? BsonUndefined.Value : reader.Read(result);
        reply(new BsonDocument { ["t"] = "res", ["c"] = 0, ["o"] = operation, ["v"] = value });
    }

    private void Fail(int operation, JsValue thrown)
    {
        var error = new BsonDocument { ["n"] = "Error", ["m"] = ScriptErrors.Describe(realm.Engine, thrown) };
        if (thrown is ObjectInstance instance && ScriptErrors.IsError(thrown))
        {
            error["n"] = TypeConverter.ToString(instance.Get("name"));
            error["m"] = TypeConverter.ToString(instance.Get("message"));
            if (instance.Get("code") is JsNumber code) error["c"] = realm.Values.Numbers.FromScript(code);
        }
        if (realm.Loop.Codes.TryGetValue(thrown, out string? own)) error["k"] = own;
        reply(new BsonDocument { ["t"] = "res", ["c"] = 0, ["o"] = operation, ["e"] = error });
    }
}
