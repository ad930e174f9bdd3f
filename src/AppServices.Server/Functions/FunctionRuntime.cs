using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Functions.Running;
using AppServices.Server.Functions.Values;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Services;
using Jint.Native;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Functions;

/// <summary>Runs the functions of one app. Safe for any number of calls at once: each has an engine of its own.</summary>
internal sealed class FunctionRuntime : IVisiblePart
{
    private readonly AppDescription _app;
    private readonly FunctionCatalog _catalog;
    private readonly Func<DataSourceTable> _data;
    private readonly Func<IEnumerable<IRealmGlobals>> _globals;
    private readonly FunctionLimits _limits;
    private readonly CallTurns _turns;
    private readonly IFunctionUsers _users;
    private readonly ILogger _logger;

    /// <param name="app">What scripts see of the app.</param>
    /// <param name="functions">Its functions.</param>
    /// <param name="data">Its data sources, which are not asked for before a call.</param>
    /// <param name="globals">What other parts add to realms, as above.</param>
    /// <param name="limits">What a call may use.</param>
    /// <param name="turns">What all calls of the server share.</param>
    /// <param name="users">Finds the users as whom functions run.</param>
    /// <param name="logger">Where calls and <c>console</c> go.</param>
    public FunctionRuntime(
        AppDescription app, FunctionCatalog functions, Func<DataSourceTable> data, Func<IEnumerable<IRealmGlobals>> globals,
        FunctionLimits limits, CallTurns turns, IFunctionUsers users, ILogger logger)
    {
        _turns = turns;
        _globals = globals;
        _app = app;
        _data = data;
        _catalog = functions;
        _limits = limits;
        _users = users;
        _logger = logger;
    }

    public string Section => "functions";

    /// <summary>The names of the functions that a client of the user may call.</summary>
    public async ValueTask<BsonArray> SeeAsync(RuleContext context)
    {
        var names = new BsonArray();
        foreach (CatalogFunction function in _catalog.All.OrderBy(function => function.Definition.Name, StringComparer.Ordinal))
        {
            if (function is { CanRun: true, Definition.IsPrivate: false } && await FunctionGate.AdmitsAsync(function.CanEvaluate, context))
                names.Add(function.Definition.Name);
        }
        return names;
    }

    /// <summary>The user with an id, which may be one of the hosted service's; null where there is none.</summary>
    public Task<FunctionUser?> FindUserAsync(string id, CancellationToken cancellationToken) => _users.FindAsync(id, cancellationToken);

    /// <summary>The user who makes a call, as rules see it.</summary>
    public IRuleCaller CallerOf(FunctionCall call) => CallerOf(call, _ => new ValueTask<FunctionUser>(call.User));

    /// <summary>A user who is looked at anew whenever rules are about to be asked.</summary>
    public IRuleCaller CallerOf(FunctionCall call, Func<CancellationToken, ValueTask<FunctionUser>> findUser) =>
        new FunctionCaller(_app, this, call, findUser, _logger);

    /// <summary>
    /// Calls a function. Its script runs on the calling thread until it first waits, so a caller with something else to do
    /// starts this on the thread pool.
    /// </summary>
    /// <exception cref="FunctionException">The call failed; code and message are for the client.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<BsonValue> CallAsync(FunctionCall call, CancellationToken cancellationToken) =>
        _catalog.TryGet(call.Name, out CatalogFunction? function)
            && (!call.FromClient || call.FromEndpoint || !function.Definition.IsPrivate)
            ? CallAsync(function, call, cancellationToken)
            : throw new FunctionException(FunctionException.NotFound, "function not found");

    /// <summary>Calls a function that need not be among those of the app, such as the source of a webhook.</summary>
    /// <exception cref="FunctionException">The call failed; code and message are for the client.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<BsonValue> CallAsync(CatalogFunction function, FunctionCall call, CancellationToken cancellationToken) => LoggedAsync(
        call,
        async () =>
        {
            if (call.FromClient) await CheckAsync(function.CanEvaluate, function.Problems, call, cancellationToken);
            return await RunAsync(
                function, call,
                async (realm, script, arguments) =>
                {
                    await ChooseUserAsync(realm, function, arguments, cancellationToken);
                    JsValue promise = await realm.Loop.RunAsync(() => realm.Run(script, realm.Root, arguments));
                    return await ReadAsync(realm, await realm.Loop.SettleAsync(promise));
                },
                cancellationToken);
        });

    /// <summary>Asks a <c>run_as_user_id_script_source</c> as whom something that is no function is to run.</summary>
    /// <exception cref="FunctionException">The call failed, or its answer is none.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<ExecutionUser> AskRunAsAsync(CatalogFunction script, FunctionCall call, CancellationToken cancellationToken) => LoggedAsync(
        call,
        () => RunAsync(
            script, call, (realm, runnable, arguments) => AskRunAsAsync(realm, runnable, call.Name, arguments), cancellationToken));

    private async Task<T> LoggedAsync<T>(FunctionCall call, Func<Task<T>> run)
    {
        using Activity? trace = FunctionTrace.Begin(call.Name);
        long start = Stopwatch.GetTimestamp();
        try
        {
            T result = await run();
            FunctionLog.Succeeded(_logger, call.Name, Milliseconds(start));
            return result;
        }
        catch (FunctionException error)
        {
            trace?.SetStatus(ActivityStatusCode.Error, error.Code);
            FunctionLog.Failed(_logger, call.Name, Milliseconds(start), error.Code);
            if (error is { IsOfEngine: true, InnerException: { } cause })
                FunctionLog.EngineFailed(_logger, call.Name, cause.GetType().Name, cause.Message);
            throw;
        }
        catch (OperationCanceledException)
        {
            FunctionLog.Cancelled(_logger, call.Name, Milliseconds(start));
            throw;
        }
    }

    /// <summary>Asks an expression whether a client may make a call.</summary>
    /// <exception cref="FunctionException">It may not.</exception>
    public Task CheckAsync(Condition canEvaluate, ExpressionProblems problems, FunctionCall call, CancellationToken cancellationToken) =>
        FunctionGate.CheckAsync(canEvaluate, problems, call, CallerOf(call), _logger, cancellationToken);

    private async Task<T> RunAsync<T>(
        CatalogFunction function, FunctionCall call, Func<FunctionRealm, FunctionScript, JsValue[], Task<T>> work,
        CancellationToken cancellationToken)
    {
        if (!function.CanRun) throw new FunctionException(FunctionException.SyntaxError, function.Problem);
        cancellationToken.ThrowIfCancellationRequested();
        await using var realm = new FunctionRealm(
            _app, _catalog, _data(), _globals(), _limits, _turns, call, id => CallerOf(call, id), _logger, cancellationToken);
        JsValue[] arguments = [];
        await realm.Loop.TurnAsync(() => arguments = Arguments(realm, call));
        T result = await work(realm, function.Script, arguments);
        await FinishAsync(realm);
        return result;
    }

    private static JsValue[] Arguments(FunctionRealm realm, FunctionCall call)
    {
        JsValue[] arguments = realm.Values.ToScript(call.Arguments);
        return call.LastArgument is { } last ? [.. arguments, last(realm)] : arguments;
    }

    // Whose rights a function has may be another matter than who calls it.
    private IRuleCaller CallerOf(FunctionCall call, string id) => id == call.User.Id
        ? CallerOf(call)
        : CallerOf(
            call,
            async cancellationToken => await _users.FindAsync(id, cancellationToken)
                ?? throw new FunctionException(
                    FunctionException.ExecutionError, $"function '{call.Name}' runs as user '{id}', who does not exist"));

    // app-folder 4.8: the manifest decides, else the caller.
    private async Task ChooseUserAsync(
        FunctionRealm realm, CatalogFunction function, JsValue[] arguments, CancellationToken cancellationToken)
    {
        FunctionDefinition definition = function.Definition;
        string? id = definition.RunAsUserId is { Length: > 0 } fixedId ? fixedId : null;
        if (definition.RunAsSystem)
        {
            realm.RunAs(ExecutionUser.System);
            return;
        }

        if (function.RunAs is { } script)
        {
            ExecutionUser user = await AskRunAsAsync(realm, script, definition.Name, arguments);
            realm.RunAs(user);
            id = user.Id;
        }

        if (id is null) return;
        if (await _users.FindAsync(id, cancellationToken) is null)
            throw new FunctionException(
                FunctionException.ExecutionError, $"function '{definition.Name}' is to run as user '{id}', who does not exist");
        realm.RunAs(new ExecutionUser(id));
    }

    private static async Task<ExecutionUser> AskRunAsAsync(FunctionRealm realm, FunctionScript script, string name, JsValue[] arguments)
    {
        JsValue answer = await realm.Loop.SettleAsync(
            await realm.Loop.RunAsync(() => realm.Run(script, realm.Root, arguments)));
        ExecutionUser user = default;
        await realm.Loop.TurnAsync(() => user = realm.ReadRunAs(answer, name));
        return user;
    }

    // Promises may stand anywhere in the result, and their results may hold further ones (app-folder 4.3).
    private static async Task<BsonValue> ReadAsync(FunctionRealm realm, JsValue value)
    {
        var reader = new ResultReader(realm);
        BsonValue result = BsonUndefined.Value;
        while (true)
        {
            await realm.Loop.TurnAsync(() => result = reader.Read(value));
            if (reader.Pending.Count == 0) return result;
            foreach (JsValue promise in reader.Pending) reader.Settled[promise] = await realm.Loop.SettleAsync(promise);
            reader.Pending.Clear();
        }
    }

    // What was begun without awaiting it is finished before the answer goes out, and cannot spoil it (app-folder 12, row 14).
    private async Task FinishAsync(FunctionRealm realm)
    {
        try
        {
            await realm.Loop.DrainAsync();
        }
        catch (FunctionException error)
        {
            FunctionLog.NotDrained(_logger, realm.Call.Name, error.Message);
        }

        foreach (JsValue error in realm.Loop.Unhandled.ToArray())
            FunctionLog.Unhandled(_logger, realm.Call.Name, await DescribeAsync(realm, error));
    }

    // The budget may be spent by now, and the answer is there.
    private static async Task<string> DescribeAsync(FunctionRealm realm, JsValue error)
    {
        try
        {
            return await realm.Loop.DescribeAsync(error);
        }
        catch (FunctionException failure)
        {
            return failure.Message;
        }
    }

    private static double Milliseconds(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
