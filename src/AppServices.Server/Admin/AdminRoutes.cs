using System;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Http;
using Microsoft.AspNetCore.Routing;

namespace AppServices.Server.Admin;

/// <summary>Adds routes of the admin API, each with the right that it needs.</summary>
internal sealed class AdminRoutes(IEndpointRouteBuilder routes, AdminGate gate, AppDefinitions definitions)
{
    private const string Apps = AdminFeature.Root + "/groups/{group}/apps";

    /// <summary>A route below the API's root.</summary>
    public void AddRoot(string method, string path, AdminRight right, Func<AdminCall, Task> run) =>
        routes.Map(method, AdminFeature.Root + path, gate.For(right, run));

    /// <summary>A route of the group's apps.</summary>
    public void AddApps(string method, AdminRight right, Func<AdminCall, Task> run) => routes.Map(method, Apps, gate.For(right, run));

    /// <summary>A route of an app.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below the app.</param>
    /// <param name="right">What it needs.</param>
    /// <param name="run">Answers it.</param>
    /// <param name="bodyBytes">What the body may have.</param>
    public void Add(string method, string path, AdminRight right, Func<AdminCall, AppEntry, Task> run,
        long bodyBytes = AdminGate.BodyBytes) =>
        routes.Map(method, Apps + "/{appId}" + path, gate.For(
            right, async call => await run(call, await definitions.RequireAsync(call.Route("appId"), call.Aborted)), bodyBytes));

    /// <summary>A route that looks at a definition.</summary>
    public void Get(string path, Func<AdminCall, AppEntry, Task> run) => Add("GET", path, AdminRight.ReadDefinition, run);

    /// <summary>A route that changes a definition.</summary>
    public void Change(string method, string path, Func<AdminCall, AppEntry, Task> run, long bodyBytes = AdminGate.BodyBytes) =>
        Add(method, path, AdminRight.WriteDefinition, run, bodyBytes);
}
