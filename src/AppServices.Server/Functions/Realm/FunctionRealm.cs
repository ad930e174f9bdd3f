using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Functions.Running;
using AppServices.Server.Functions.Values;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Services;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Functions.Realm;

/// <summary>
/// The JavaScript world of one top-level call: a fresh engine with the globals of app-folder 4.6. Functions called by
/// <c>context.functions.execute</c> run in the same one, so values pass between them as they are.
/// </summary>
internal sealed class FunctionRealm : IAsyncDisposable
{
    private static readonly JsString s_context = new("context"), s_console = new("console"), s_bson = new("BSON"), s_ejson = new("EJSON");
    private static readonly TimeSpan s_maxMatchTime = TimeSpan.FromSeconds(10);
    private readonly FunctionCatalog _catalog;
    private JsObject? _context;
    private JsObject? _console;
    private readonly Func<string, IRuleCaller> _callerOf;

    public FunctionRealm(
        AppDescription app, FunctionCatalog catalog, DataSourceTable data, IEnumerable<IRealmGlobals> globals, FunctionLimits limits,
        CallTurns turns, FunctionCall call, Func<string, IRuleCaller> callerOf, ILogger logger, CancellationToken cancellationToken)
    {
        _callerOf = callerOf;
        _catalog = catalog;
        Data = data;
        App = app;
        Call = call;
        Budget = new CallBudget(limits, turns, cancellationToken);
        Console = new ConsoleLog(logger, call.Request.Printed);
        Globals = [.. globals];
        Compilation = new ScriptCompilation(Budget);
        Engine = new Engine(Configure(limits));
        Natives = new NativeGuards(Engine, Budget, Compilation, limits);
        Values = new ScriptValues(Engine);
        var operations = new OperationQueue(Engine, limits.Operations, cancellationToken);
        Loop = new ScriptLoop(Engine, Budget, turns, new TimerQueue(limits.Operations), operations, cancellationToken);
        Root = new Invocation(this, call.Name, call.User.Id is null ? ExecutionUser.System : new ExecutionUser(call.User.Id));
        AddGlobals();
    }

    /// <summary>The app the function belongs to.</summary>
    public AppDescription App { get; }

    /// <summary>The app's data sources.</summary>
    public DataSourceTable Data { get; }

    /// <summary>What parts of the app add.</summary>
    public IReadOnlyList<IRealmGlobals> Globals { get; }

    /// <summary>The call from outside.</summary>
    public FunctionCall Call { get; }

    /// <summary>The script engine; used by one thread at a time.</summary>
    public Engine Engine { get; }

    /// <summary>What the call may still use.</summary>
    public CallBudget Budget { get; }

    /// <summary>What scripts compile.</summary>
    public ScriptCompilation Compilation { get; }

    /// <summary>What keeps the engine's natives to the call's limits.</summary>
    public NativeGuards Natives { get; }

    /// <summary>The values of this engine.</summary>
    public ScriptValues Values { get; }

    /// <summary>The event loop.</summary>
    public ScriptLoop Loop { get; }

    /// <summary>Where <c>console</c> goes.</summary>
    public ConsoleLog Console { get; }

    /// <summary>What is the same on the <c>context</c> of all functions.</summary>
    public JsObject SharedContext => _context ??= ContextObject.CreateShared(this);

    /// <summary>What functions put on <c>console</c>.</summary>
    public JsObject SharedConsole => _console ??= new JsObject(Engine);

    /// <summary>The run of the function that was called from outside, before anything is known of its rights.</summary>
    public Invocation Root { get; private set; }

    /// <summary>Adds a global that is made when a script first asks for it: each call has all of them, and most need few.</summary>
    /// <param name="name">Its name, made once for all calls.</param>
    /// <param name="state">What <paramref name="make"/> is given, so that it need not be made for each call.</param>
    /// <param name="make">Makes its value.</param>
    public void AddGlobal<T>(JsString name, T state, Func<T, JsValue> make) => Engine.Global.FastSetProperty(
        name, PropertyDescriptor.CreateLazy(state, make, PropertyFlag.ConfigurableEnumerableWritable));

    /// <summary>Sets whose rights the call has.</summary>
    public void RunAs(ExecutionUser user) => Root = new Invocation(this, Call.Name, user);

    /// <summary>Who has these rights, as rules see it; null for the system.</summary>
    public IRuleCaller? CallerOf(ExecutionUser user) => user.Id is { } id ? _callerOf(id) : null;

    /// <summary>Runs a file and calls what it exports.</summary>
    public JsValue Run(FunctionScript script, Invocation invocation, JsValue[] arguments)
    {
        JsValue file = Engine.Evaluate(script.Prepared);
        JsValue exported = Engine.Call(file, (script.UsesContext, script.UsesConsole) switch
        {
            (true, true) => [invocation.Context, invocation.Console],
            (true, false) => [invocation.Context],
            (false, true) => [invocation.Console],
            _ => [],
        });
        return exported.IsCallable()
            ? Engine.Call(exported, arguments)
            : throw Error($"function '{invocation.Name}' assigns no function to exports");
    }

    /// <summary><c>context.functions.execute</c>: the callee's own return value, not awaited and not copied (app-folder 4.3).</summary>
    public JsValue Execute(Invocation caller, JsValue[] arguments)
    {
        string name = TypeConverter.ToString(arguments.At(0));
        if (!_catalog.TryGet(name, out CatalogFunction? function)) throw Error("function not found");
        if (!function.CanRun) throw Error($"function '{name}' cannot run: {function.Problem}");
        JsValue[] passed = arguments.Skip(1).ToArray();
        if (function.RunAs is not { } script || function.Definition.RunAsSystem)
            return Run(function.Script, Enter(function.Definition, name, caller, runAs: null), passed);
        JsValue answer = Run(script, caller, passed);
        return answer.IsPromise() ? Then(answer, RunAs) : RunAs(answer);

        JsValue RunAs(JsValue user) => Run(function.Script, Enter(function.Definition, name, caller, user), passed);
    }

    /// <summary>The run of a function that another one calls, with the rights that it has.</summary>
    /// <param name="function">The function.</param>
    /// <param name="name">What it is called by.</param>
    /// <param name="caller">The run of the function that calls it.</param>
    /// <param name="runAs">The answer of its <c>run_as_user_id_script_source</c>; null where that is not asked.</param>
    /// <exception cref="JavaScriptException">The answer is none.</exception>
    public Invocation Enter(FunctionDefinition function, string name, Invocation caller, JsValue? runAs) =>
        new(this, name, runAs is null ? CalleeUser(function, caller) : ReadRunAs(runAs, name));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Loop.DisposeAsync();
        Engine.Dispose();
    }

    /// <summary>An <c>Error</c> for a script to catch.</summary>
    public JavaScriptException Error(string message) => new(Engine.Intrinsics.Error, message);

    /// <summary>Reads the answer of a <c>run_as_user_id_script_source</c>.</summary>
    public ExecutionUser ReadRunAs(JsValue answer, string function) => answer switch
    {
        JsString id when id.ToString().Length > 0 => new ExecutionUser(id.ToString()),
        JsObject options when TypeConverter.ToBoolean(options.Get("runAsSystem"))
            || TypeConverter.ToBoolean(options.Get("runAsSystemUser")) =>
            ExecutionUser.System,
        _ =>
            throw Error(
                $"run_as_user_id_script_source of function '{function}' must return a user id or {{runAsSystem: true}} and nothing else"),
    };

    private static ExecutionUser CalleeUser(FunctionDefinition definition, Invocation caller) => definition switch
    {
        { RunAsSystem: true } => ExecutionUser.System,
        { RunAsUserId: { Length: > 0 } id } => new ExecutionUser(id),
        _ => caller.User,
    };

    private JsValue Then(JsValue promise, Func<JsValue, JsValue> next) =>
        Engine.Call(promise.Get("then"), promise, [new ClrFunction(Engine, "", (_, arguments) => next(arguments.At(0)))]);

    private Options Configure(FunctionLimits limits)
    {
        var options = new Options { Culture = CultureInfo.InvariantCulture, TimeZone = TimeZoneInfo.Utc };
        options.Constraints.StackOverflowGuard = true;
        options.AgentCanSuspend = false;
        options.Constraints.MaxRecursionDepth = limits.Recursion;
        options.Constraints.MaxArraySize = limits.ArrayLength;
        options.Constraints.RegexTimeout = limits.Time < s_maxMatchTime ? limits.Time : s_maxMatchTime;
        options.Constraint(() => Budget);
        options.UseHostFactory(_ => Compilation);
        options.EnableModules(new NoModules());
        return options;
    }

    private void AddGlobals()
    {
        AddGlobal(s_context, this, static realm => realm.Root.Context);
        AddGlobal(s_console, this, static realm => realm.Root.Console);
        AddGlobal(s_bson, this, static realm => realm.Values.Classes.CreateGlobal());
        AddGlobal(s_ejson, this, EjsonGlobal.Create);
        TimerGlobals.AddTo(this);
        TextGlobals.AddTo(this);
        BoundGlobals.AddTo(this);
        foreach (IRealmGlobals more in Globals) more.AddTo(this);
    }
}
