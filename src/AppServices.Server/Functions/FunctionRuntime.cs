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
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Services;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Functions;

/// <summary>Calls the functions of one app, whatever engine runs them. Safe for any number of calls at once.</summary>
internal sealed class FunctionRuntime : IVisiblePart
{
    private readonly Func<IFunctionEngine> _engine;
    private readonly Func<DataSourceTable> _data;
    private readonly Func<IEnumerable<IRealmGlobals>> _globals;
    private readonly CallTurns _turns;
    private readonly IFunctionUsers _users;

    /// <param name="app">What scripts see of the app.</param>
    /// <param name="functions">Its functions.</param>
    /// <param name="data">Its data sources, which are not asked for before a call.</param>
    /// <param name="globals">What other parts add to realms, as above.</param>
    /// <param name="limits">What a call may use.</param>
    /// <param name="turns">What all calls of the server share.</param>
    /// <param name="users">Finds the users as whom functions run.</param>
    /// <param name="engine">What runs them, which is not asked for before a call.</param>
    /// <param name="logger">Where calls and <c>console</c> go.</param>
    public FunctionRuntime(
        AppDescription app, FunctionCatalog functions, Func<DataSourceTable> data, Func<IEnumerable<IRealmGlobals>> globals,
        FunctionLimits limits, CallTurns turns, IFunctionUsers users, Func<IFunctionEngine> engine, ILogger logger)
    {
        _turns = turns;
        _globals = globals;
        App = app;
        _data = data;
        Catalog = functions;
        Limits = limits;
        _users = users;
        _engine = engine;
        Logger = logger;
    }

    /// <summary>What scripts see of the app.</summary>
    public AppDescription App { get; }

    /// <summary>The app's functions.</summary>
    public FunctionCatalog Catalog { get; }

    /// <summary>What a call may use.</summary>
    public FunctionLimits Limits { get; }

    /// <summary>Where calls and <c>console</c> go.</summary>
    public ILogger Logger { get; }

    public string Section => "functions";

    /// <summary>The names of the functions that a client of the user may call.</summary>
    public async ValueTask<BsonArray> SeeAsync(RuleContext context)
    {
        var names = new BsonArray();
        foreach (CatalogFunction function in Catalog.All.OrderBy(function => function.Definition.Name, StringComparer.Ordinal))
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
        new FunctionCaller(App, this, call, findUser, Logger);

    /// <summary>
    /// Calls a function. Its script runs on the calling thread until it first waits, so a caller with something else to do
    /// starts this on the thread pool.
    /// </summary>
    /// <exception cref="FunctionException">The call failed; code and message are for the client.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<BsonValue> CallAsync(FunctionCall call, CancellationToken cancellationToken) =>
        Catalog.TryGet(call.Name, out CatalogFunction? function)
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
            Require(function, cancellationToken);
            return await _engine().CallAsync(this, function, call, cancellationToken);
        });

    /// <summary>Asks a <c>run_as_user_id_script_source</c> as whom something that is no function is to run.</summary>
    /// <exception cref="FunctionException">The call failed, or its answer is none.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<ExecutionUser> AskRunAsAsync(CatalogFunction script, FunctionCall call, CancellationToken cancellationToken) => LoggedAsync(
        call,
        () =>
        {
            Require(script, cancellationToken);
            return _engine().AskRunAsAsync(this, script, call, cancellationToken);
        });

    /// <summary>The user that the manifest names for a function; null when a script does, or nothing and it is the caller.</summary>
    /// <exception cref="FunctionException">There is no such user.</exception>
    public async ValueTask<ExecutionUser?> FixedUserAsync(FunctionDefinition definition, CancellationToken cancellationToken) =>
        definition.RunAsSystem ? ExecutionUser.System
        : definition.RunAsUserId is { Length: > 0 } id ? await RequireUserAsync(new ExecutionUser(id), definition.Name, cancellationToken)
        : null;

    /// <summary>A user as whom a function is to run.</summary>
    /// <exception cref="FunctionException">There is no such user.</exception>
    public async ValueTask<ExecutionUser> RequireUserAsync(ExecutionUser user, string function, CancellationToken cancellationToken) =>
        user.Id is not { } id || await _users.FindAsync(id, cancellationToken) is not null
            ? user
            : throw new FunctionException(
                FunctionException.ExecutionError, $"function '{function}' is to run as user '{id}', who does not exist");

    /// <summary>Opens a world for a call, in which nothing has run yet.</summary>
    /// <param name="call">The call.</param>
    /// <param name="time">The time that is left for it.</param>
    /// <param name="cancellationToken">Ends it when the caller gives up.</param>
    public FunctionRealm OpenRealm(FunctionCall call, TimeSpan time, CancellationToken cancellationToken) => new(
        App, Catalog, _data(), _globals(), Limits with { Time = time }, _turns, call, id => CallerOf(call, id), Logger, cancellationToken);

    private static void Require(CatalogFunction function, CancellationToken cancellationToken)
    {
        if (!function.CanRun) throw new FunctionException(FunctionException.SyntaxError, function.Problem);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<T> LoggedAsync<T>(FunctionCall call, Func<Task<T>> run)
    {
        using Activity? trace = FunctionTrace.Begin(call.Name);
        long start = Stopwatch.GetTimestamp();
        try
        {
            T result = await run();
            FunctionLog.Succeeded(Logger, call.Name, Milliseconds(start));
            return result;
        }
        catch (FunctionException error)
        {
            trace?.SetStatus(ActivityStatusCode.Error, error.Code);
            FunctionLog.Failed(Logger, call.Name, Milliseconds(start), error.Code);
            if (error is { IsOfEngine: true, InnerException: { } cause })
                FunctionLog.EngineFailed(Logger, call.Name, cause.GetType().Name, cause.Message);
            throw;
        }
        catch (OperationCanceledException)
        {
            FunctionLog.Cancelled(Logger, call.Name, Milliseconds(start));
            throw;
        }
    }

    /// <summary>Asks an expression whether a client may make a call.</summary>
    /// <exception cref="FunctionException">It may not.</exception>
    public Task CheckAsync(Condition canEvaluate, ExpressionProblems problems, FunctionCall call, CancellationToken cancellationToken) =>
        FunctionGate.CheckAsync(canEvaluate, problems, call, CallerOf(call), Logger, cancellationToken);

    // Whose rights a function has may be another matter than who calls it.
    private IRuleCaller CallerOf(FunctionCall call, string id) => id == call.User.Id
        ? CallerOf(call)
        : CallerOf(
            call,
            async cancellationToken => await _users.FindAsync(id, cancellationToken)
                ?? throw new FunctionException(
                    FunctionException.ExecutionError, $"function '{call.Name}' runs as user '{id}', who does not exist"));

    private static double Milliseconds(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
