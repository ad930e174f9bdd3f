using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions.Calls;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Functions.Running;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Services;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Functions;

/// <summary>The functions of apps, and their calls by clients. Source: app-folder 1.8, client-api 6.</summary>
/// <param name="limits">What a call may use.</param>
/// <param name="userIds">The ids here of users of the hosted service.</param>
/// <param name="allowsLookup">Whether functions of users may join collections by <c>$lookup</c>.</param>
internal sealed class FunctionsFeature(FunctionLimits limits, IReadOnlyDictionary<string, string> userIds, bool allowsLookup) : IAppFeature
{
    private static readonly JintEngine s_jint = new();

    public void AddServices(IServiceCollection services) =>
        services.AddSingleton<CallTurns>().AddSingleton<FunctionEndpoint>().AddSingleton<WatchEndpoint>();

    public object Read(AppReading app)
    {
        List<FunctionDefinition> functions = AppFunctions.Read(app.Files, app.Warnings);
        HashSet<string> called = [.. functions.SelectMany(function => new[] { function.Name, function.Alias }).OfType<string>()];
        var names = new KnownNames(called, app.Values.All, app.Environment.Values)
        {
            Unreadable = app.Unreadable,
        };
        app.Add(names);
        var catalog = new FunctionCatalog(functions, names);
        app.Warnings.Errors.AddRange(catalog.Problems.Select(problem => Path.Combine(app.Files.Root, problem)));
        return catalog;
    }

    public void Check(AppDefinition app, Warnings warnings)
    {
        new RuleCoverage(warnings).Check(app);
        foreach (CatalogFunction listed in app.Get<FunctionCatalog>().All)
        {
            FunctionDefinition function = listed.Definition;
            if (!allowsLookup && !function.RunAsSystem
                && listed.Mentions.Any(mention => mention is { Kind: MentionKind.Operator, Name: "$lookup" }))
            {
                warnings.Add(
                    function.File,
                    "The function uses $lookup, which only the system may while 'rules.lookup' of the settings is 'deny'");
            }
            if (function is { RunAsSystem: false, RunAsUserId: { } id } && !userIds.ContainsKey(id))
                warnings.Add(
                    function.File,
                    $"The function runs as user '{id}'; if nobody has that id here, say who that is in 'userIds' of the settings");
        }
    }

    public IEnumerable<AppItem> List(AppDefinition app) => app.Get<FunctionCatalog>().All.Select(function =>
        new AppItem(AppItemKind.Function, function.Definition.Name, function.Definition.Place) { Problem = function.Problem });

    public void Complete(AppDefinition app, List<AppItem> items)
    {
        var catalog = app.Get<FunctionCatalog>();
        var needs = new FunctionNeeds(catalog, items);
        for (int i = 0; i < items.Count; i++)
            if (items[i].Kind == AppItemKind.Function && catalog.TryGet(items[i].Name, out CatalogFunction? function))
                items[i] = items[i] with { Missing = [.. items[i].Missing, .. needs.Of(function)] };
    }

    public IAppPart Assemble(RunningApp app, IServiceProvider services) => new FunctionRuntime(
        app.Definition.Description,
        app.Definition.Get<FunctionCatalog>(),
        app.Part<DataSourceTable>,
        app.Parts.OfType<IRealmGlobals>,
        limits,
        services.GetRequiredService<CallTurns>(),
        new FunctionUsers(app, services.GetRequiredService<UserDirectory>().Users, userIds),
        () => app.Find<IFunctionEngine>() ?? s_jint,
        services.GetRequiredService<ILoggerFactory>().CreateLogger($"functions/{app.Definition.ClientAppId}"));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("POST", ApiRoutes.App + "/functions/call", routes.ServiceProvider.GetRequiredService<FunctionEndpoint>().PostAsync)
            .Logs(LogTypes.Function);
        routes.Map("GET", ApiRoutes.App + "/functions/call", routes.ServiceProvider.GetRequiredService<WatchEndpoint>().GetAsync)
            .Logs(LogTypes.ServiceStream);
    }
}
