using System.CommandLine;
using AppServices.Server.AppConfig;
using AppServices.Server.Settings;

namespace AppServices.Server.Commands;

/// <summary>The options that say what runs functions; they come before the settings file.</summary>
internal static class FunctionOptions
{
    /// <summary><c>--functions</c></summary>
    public static Option<string?> Engine { get; } = new("--functions")
    {
        HelpName = "ENGINE",
        Description = "What runs functions: jint, which is in the server, node, or auto: Node.js for an app that uses packages.",
    };

    /// <summary><c>--node</c></summary>
    public static Option<string?> Node { get; } = new("--node")
    {
        HelpName = "PATH",
        Description = "The program of Node.js, 20.19 or later; by default the one on the PATH.",
    };

    /// <summary>The settings with what the options say.</summary>
    /// <exception cref="ConfigurationException">There is no such engine.</exception>
    public static NodeSettings Apply(ParseResult parsed, NodeSettings settings) => settings with
    {
        Engine = parsed.GetValue(Engine) is { } engine
            ? NodeSettings.TryParse(engine) ?? throw new ConfigurationException($"--functions {engine}: {NodeSettings.Engines}.")
            : settings.Engine,
        Program = parsed.GetValue(Node) ?? settings.Program,
    };
}
