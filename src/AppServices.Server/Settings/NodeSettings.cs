using System;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>What runs functions: the setting <c>functions</c>.</summary>
internal sealed record NodeSettings
{
    /// <summary>What <see cref="Engine"/> may be, as settings and commands say it.</summary>
    public const string Engines = "'auto', 'jint' or 'node' is expected";

    /// <summary>Which engine runs functions.</summary>
    public FunctionEngine Engine { get; init; }

    /// <summary>The program of Node.js; null to look for it where programs are.</summary>
    public string? Program { get; init; }

    /// <summary>Whether each call loads packages anew, so that none keeps what another call told it.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Whether packages may load native code, which can do anything that the server's account can.</summary>
    public bool AllowsNative { get; init; }

    /// <summary>How many workers there are at most, not counting those that do not answer.</summary>
    public int Workers { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <exception cref="ConfigurationException">Something is unknown or wrong.</exception>
    public static NodeSettings Read(ConfigFile settings)
    {
        settings.ExpectOnly("engine", "node", "modules", "nativeAddons", "workers");
        var defaults = new NodeSettings();
        return new NodeSettings
        {
            Engine = settings.Field("engine") is { } engine ? TryParse(engine.Text()) ?? throw engine.Wrong(Engines) : defaults.Engine,
            Program = settings.Text("node"),
            IsFresh = settings.Text("modules") switch
            {
                null or "shared" => false,
                "fresh" => true,
                _ => throw settings.Field("modules")!.Wrong("'shared' or 'fresh' is expected"),
            },
            AllowsNative = settings.Flag("nativeAddons"),
            Workers = settings.Count("workers") ?? defaults.Workers,
        };
    }

    /// <summary>An engine by its name; null when there is none.</summary>
    public static FunctionEngine? TryParse(string name) => name switch
    {
        "auto" => FunctionEngine.Auto,
        "jint" => FunctionEngine.Jint,
        "node" => FunctionEngine.Node,
        _ => null,
    };
}

/// <summary>What can run functions.</summary>
internal enum FunctionEngine
{
    /// <summary>Node.js for an app that asks for packages, and what is in this process for others.</summary>
    Auto,

    /// <summary>What is in this process, which knows no packages.</summary>
    Jint,

    /// <summary>Node.js.</summary>
    Node,
}
