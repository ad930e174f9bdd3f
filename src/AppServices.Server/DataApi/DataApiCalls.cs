using System.Threading.Tasks;
using AppServices.Server.Endpoints;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Routes;
using AppServices.Server.Services;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.DataApi;

/// <summary><c>.../endpoint/data/{version}/action/{action}</c>. Source: app-folder 8.7.</summary>
internal sealed class DataApiCalls(AppCatalog apps, RouteUsers users, EndpointCalls endpoints)
{
    public async Task AnswerAsync(HttpContext context)
    {
        if (RouteCors.Answer(context)) return;
        RunningApp app = apps.OfPath(context);
        string version = (string)context.Request.RouteValues["version"]!, name = (string)context.Request.RouteValues["action"]!;
        string route = $"/data/{version}/action/{name}";
        if (app.Definition.Find<DataApiSettings>() is { IsDisabled: false } api) await AnswerAsync(context, app, api, version, name, route);
        else await endpoints.AnswerAsync(context, app, route);        // an endpoint like any other
    }

    private async Task AnswerAsync(HttpContext context, RunningApp app, DataApiSettings api, string version, string name, string route)
    {
        RouteSettings settings = api.Route
            ?? throw ApiException.Unavailable(
                "the Data API of the app cannot be used, because its file is broken; the server's log says where");
        if (!api.Versions.Contains(version) || DataAction.Find(name) is not { } action)
            throw new ApiException(404, "EndpointNotFound", $"endpoint not found: {route}");
        if (!HttpMethods.IsPost(context.Request.Method))
            throw AllowedMethods.Refusal(
                context, "EndpointNotFound", $"endpoint not found: {context.Request.Method} {route}", HttpMethods.Post);
        RouteRequest request = await RouteRequest.ReadAsync(context, app, route, settings.Proof);
        FunctionUser user = await UserAsync(request, api, settings);
        if (LogEntry.Of(context) is { } entry) (entry.UserId, entry.Route) = (user.Id, route);
        FunctionRuntime functions = app.Part<FunctionRuntime>();
        var call = new FunctionCall(route, [], user, request.Source) { FromEndpoint = true };
        await functions.CheckAsync(settings.CanEvaluate, settings.Problems, call, context.RequestAborted);
        ServiceReply reply = await action.RunAsync(
            await ApiRequest.ToDocumentAsync(context, request.Body), app.Part<DataSourceTable>(),
            user.Id is null ? null : functions.CallerOf(call), context.RequestAborted);
        context.Response.StatusCode = action.Status;
        bool isEjson = RouteReply.WantsEjson(context, settings.IsEjson);
        await (reply switch
        {
            ServiceReply.Documents documents => RouteReply.DocumentsAsync(context, documents.All, isEjson),
            ServiceReply.Single single => RouteReply.ValueAsync(context, single.Value, isEjson),
            _ => throw new System.InvalidOperationException("A reply is either."),
        });
    }

    private async Task<FunctionUser> UserAsync(RouteRequest request, DataApiSettings api, RouteSettings settings)
    {
        if (api.RunsAsSystem) return FunctionUser.System;
        if (api is { RunAs: null, RunAsUserId: null }) return await users.RequireAsync(request, settings, CredentialPlaces.Headers);
        FunctionRuntime functions = request.App.Part<FunctionRuntime>();
        string? id = api.RunAsUserId;
        if (api.RunAs is { } script)
        {
            var call = new FunctionCall(script.Definition.Name, [request.ToDocument()], FunctionUser.System, request.Source)
            {
                FromClient = false,
            };
            id = (await functions.AskRunAsAsync(script, call, request.Context.RequestAborted)).Id;
            if (id is null) return FunctionUser.System;
        }
        return await functions.FindUserAsync(id!, request.Context.RequestAborted) ?? throw new FunctionException(
            FunctionException.ExecutionError, $"the Data API is to run as user '{id}', who does not exist");
    }
}
