using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Settings;
using MongoDB.Bson;

namespace AppServices.Server.NodeJs;

/// <summary>Runs the functions of an app in Node.js, beside this process. Source: app-folder 4.12.</summary>
internal sealed class NodeEngine : IFunctionEngine, IAppPart
{
    private const int CallsAtOnce = 32;

    private readonly Lazy<AppFrame> _app;
    // Of functions that are not among those of the app.
    private readonly ConditionalWeakTable<CatalogFunction, BsonDocument> _others = [];
    private readonly WorkerChannels _channels = new();
    private readonly Lazy<WorkerPool> _pool;

    /// <param name="program">Node.js.</param>
    /// <param name="folder">The folder of the packages.</param>
    /// <param name="settings">What the operator decides.</param>
    /// <param name="runtime">The functions of the app, which are not asked for before it starts.</param>
    public NodeEngine(NodeProgram program, string folder, NodeSettings settings, Func<FunctionRuntime> runtime)
    {
        _app = new Lazy<AppFrame>(() => new AppFrame(runtime()));
        _pool = new Lazy<WorkerPool>(() =>
        {
            // Without packages there are still the modules of Node.js.
            string readable = Directory.Exists(folder) ? WorkerChannels.ResolveLinks(folder) : _channels.Folder;
            var setup = new WorkerSetup(
                program, _channels, readable, settings.AllowsNative, runtime().Limits.MemoryBytes,
                () => _app.Value.ToDocument(settings, readable), runtime().Logger);
            WorkerLog.Serving(runtime().Logger, program.Version.ToString());
            return new WorkerPool(setup, settings.Workers, _app.Value.IsIsolated || settings.IsFresh ? 1 : CallsAtOnce);
        });
    }

    public void Start() => _pool.Value.Start();

    public Task<BsonValue> CallAsync(
        FunctionRuntime runtime, CatalogFunction function, FunctionCall call, CancellationToken cancellationToken) =>
        RunAsync(runtime, function, call, onlyAsks: false, static (_, value) => value, cancellationToken);

    public Task<ExecutionUser> AskRunAsAsync(
        FunctionRuntime runtime, CatalogFunction script, FunctionCall call, CancellationToken cancellationToken) =>
        RunAsync(runtime, script, call, onlyAsks: true, static (asked, _) => asked.User, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_pool.IsValueCreated) await _pool.Value.DisposeAsync();
        _channels.Dispose();
    }

    private async Task<T> RunAsync<T>(
        FunctionRuntime runtime, CatalogFunction function, FunctionCall call, bool onlyAsks, Func<WorkerCall, BsonValue, T> result,
        CancellationToken cancellationToken)
    {
        bool isKnown = !onlyAsks && runtime.Catalog.TryGet(call.Name, out CatalogFunction? known) && ReferenceEquals(known, function);
        BsonDocument? source = isKnown ? null : _others.GetValue(function, _app.Value.Function);
        ExecutionUser? user = onlyAsks ? null : await runtime.FixedUserAsync(function.Definition, cancellationToken);
        await using var made = new WorkerCall(
            runtime, source, call, user, isNamed: onlyAsks || function.RunAs is not null, onlyAsks, cancellationToken);
        try
        {
            _pool.Value.Begin(made);
            return result(made, await made.FinishAsync());
        }
        finally
        {
            _pool.Value.End(made);
        }
    }
}
