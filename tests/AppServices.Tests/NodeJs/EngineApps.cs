using System;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Server.NodeJs;
using AppServices.Server.Settings;
using AppServices.Tests.Functions;
using Xunit;

namespace AppServices.Tests.NodeJs;

/// <summary>The same app in both engines.</summary>
public sealed class EngineApps : IAsyncLifetime
{
    private static readonly Lazy<NodeProgram> s_program = new(() => NodeProgram.Find(null));
    private NodeEngine? _engine;

    /// <summary>The app in this process.</summary>
    internal FunctionFixture Jint { get; } = Create();

    /// <summary>The app in Node.js.</summary>
    internal FunctionFixture Node { get; } = Create();

    public ValueTask InitializeAsync()
    {
        _engine = Start(Node, new NodeSettings { Workers = 1 });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
    }

    /// <summary>Has the functions of an app run in Node.js.</summary>
    internal static NodeEngine Start(FunctionFixture app, NodeSettings settings, string packages = "/none")
    {
        var engine = new NodeEngine(s_program.Value, packages, settings, app.Runtime);
        app.Engine = engine;
        engine.Start();
        return engine;
    }

    private static FunctionFixture Create()
    {
        var app = new FunctionFixture();
        for (int i = 0; i < EngineTests.Sources.Count; i++) app.Add($"f{i}", EngineTests.Sources[i]);
        return app
            .Add("callee", "exports = x => ({ f: () => x + 1, d: new Date(0) });")
            .Add("later", "exports = async x => x * 2;")
            .Add("reads", "exports = () => [shared, typeof missing];")
            .Add(new FunctionDefinition("system", "exports = () => [context.runningAsSystem(), context.user.id];", "system.js") { RunAsSystem = true })
            .Add(new FunctionDefinition("asked", "exports = () => context.runningAsSystem();", "asked.js")
            {
                RunAsUserIdScript = "exports = wanted => wanted === 'system' ? { runAsSystem: true } : wanted;",
            })
            .Add("bad", "exports = (");
    }
}
