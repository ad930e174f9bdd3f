using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Settings;

namespace AppServices.Server.NodeJs;

/// <summary>Functions that use packages, in Node.js. Source: app-folder 4.12.</summary>
internal sealed class NodeFeature : IAppFeature
{
    private readonly NodeSettings _settings;
    private readonly Func<string, string> _packages;
    private readonly Lazy<(NodeProgram? Program, string? Problem)> _program;

    /// <param name="settings">What the operator decides.</param>
    /// <param name="packages">The folder of the packages of an app, by its client app id.</param>
    /// <exception cref="ConfigurationException">Functions are to run in Node.js, which is not there.</exception>
    public NodeFeature(NodeSettings settings, Func<string, string> packages)
    {
        _settings = settings;
        _packages = packages;
        _program = new Lazy<(NodeProgram?, string?)>(Find);
        if (settings.Engine == FunctionEngine.Node && _program.Value.Problem is { } problem)
            throw new ConfigurationException($"Functions are to run in Node.js, but {problem}. Install it, or give its path with --node.");
    }

    public object Read(AppReading app)
    {
        FunctionCatalog catalog = app.Get<FunctionCatalog>();
        string folder = _packages(app.Identity.ClientAppId);
        CatalogFunction[] users = [.. catalog.AllScripts.Where(function => function.CanRun && function.UsesPackages)];
        if (_settings.Engine == FunctionEngine.Jint || (_settings.Engine == FunctionEngine.Auto && users.Length == 0))
            return new NodePlan(null, folder);
        (NodeProgram? program, string? problem) = _program.Value;
        if (program is not null) return new NodePlan(program, folder);
        foreach (CatalogFunction function in users) Close(app, catalog, function, problem!);
        return new NodePlan(null, folder);
    }

    public void Complete(AppDefinition app, List<AppItem> items)
    {
        if (app.Find<NodePlan>() is not { Program: { } program } plan) return;
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i].Missing.Any(plan.Has)) items[i] = items[i] with { Missing = [.. items[i].Missing.Where(need => !plan.Has(need))] };
            if (items[i].Kind == AppItemKind.Function) items[i] = items[i] with { Detail = $"in Node.js {program.Version}" };
        }
    }

    public IAppPart? Assemble(RunningApp app, IServiceProvider services) => app.Definition.Find<NodePlan>() is { Program: { } program } plan
        ? new NodeEngine(program, plan.Packages, _settings, app.Part<FunctionRuntime>)
        : null;

    private (NodeProgram? Program, string? Problem) Find()
    {
        try
        {
            return (NodeProgram.Find(_settings.Program), null);
        }
        catch (NodeMissingException missing)
        {
            return (null, missing.Message);
        }
    }

    private static void Close(AppReading app, FunctionCatalog catalog, CatalogFunction function, string problem)
    {
        string text = $"{function.Definition.Place}: The function uses packages, which run in Node.js, but {problem}. "
            + "Install it, or give its path with --node.";
        // The script of a webhook fails where it asks for its package.
        if (catalog.All.Contains(function)) catalog.Close(function.Definition.Name, text);
        app.Warnings.Errors.Add(Path.Combine(app.Files.Root, text));
    }
}
