using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Routes;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Endpoints;

/// <summary>Requests to the endpoints of apps. Source: app-folder 8.1.</summary>
internal sealed class EndpointCalls(AppCatalog apps, RouteUsers users)
{
    /// <summary>Answers a request, whose route is the value <c>route</c> of its path.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (RouteCors.Answer(context)) return;
        // What the path had encoded is decoded by now, but for slashes.
        string? route = (context.Request.RouteValues["route"] as string)?.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        await AnswerAsync(context, apps.OfPath(context), "/" + route);
    }

    /// <summary>Answers a request for a route of an app.</summary>
    public async Task AnswerAsync(HttpContext context, RunningApp app, string route)
    {
        LogEntry? entry = LogEntry.Of(context);
        if (entry is not null) entry.Route = route;
        Endpoint endpoint = Find(app.Definition.Get<AppEndpoints>(), context, route);
        if (entry is not null) (entry.Route, entry.Function) = (endpoint.Route, endpoint.Function);
        RouteSettings settings = endpoint.Settings
            ?? throw ApiException.Unavailable(
                $"endpoint {endpoint} cannot be used, because its entry is broken; the server's log says where");
        RouteRequest request = await RouteRequest.ReadAsync(context, app, endpoint.Route, settings.Proof);
        if (!app.Definition.Get<FunctionCatalog>().TryGet(endpoint.Function, out CatalogFunction? function))
            throw new FunctionException(FunctionException.NotFound, $"function not found: '{endpoint.Function}'");
        FunctionUser user = AsksUser(function)
            ? await users.RequireAsync(request, settings, CredentialPlaces.HeadersThenBody)
            : FunctionUser.System;
        (BsonValue value, RouteResponse response) = await RouteCalls.CallAsync(request, settings, function, request.ToDocument(), user);
        await ReplyAsync(context, endpoint.RespondsResult, value, response, RouteReply.WantsEjson(context, settings.IsEjson));
    }

    // A function that cannot run says so to everybody, since nobody can log in to it.
    private static bool AsksUser(CatalogFunction function) =>
        function is { CanRun: true, RunAs: null, Definition: { RunAsSystem: false, RunAsUserId: null or "" } };

    private static Endpoint Find(AppEndpoints endpoints, HttpContext context, string route)
    {
        if (endpoints.TryFind(route, context.Request.Method, out Endpoint? endpoint, out IReadOnlyList<string> others)) return endpoint;
        if (others.Count > 0)
            throw AllowedMethods.Refusal(context, "EndpointNotFound", $"endpoint not found: {context.Request.Method} {route}", others);
        if (!endpoints.IsReadable)
            throw ApiException.Unavailable(
                "endpoints of the app cannot be used, because their file is broken; the server's log says where");
        throw new ApiException(404, "EndpointNotFound", $"endpoint not found: {context.Request.Method} {route}");
    }

    // app-folder 8.3
    private static Task ReplyAsync(HttpContext context, bool respondsResult, BsonValue value, RouteResponse response, bool isEjson)
    {
        RouteReply.Apply(context, response);
        if (response.Body is { } body) return RouteReply.BodyAsync(context, body, isEjson);
        if (respondsResult) return RouteReply.ValueAsync(context, value, isEjson);
        if (!response.IsTouched) context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
