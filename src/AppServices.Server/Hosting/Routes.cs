using System.Collections.Generic;
using AppServices.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Hosting;

/// <summary>Which path leads to which endpoint. Source: client-api 0.1.</summary>
internal static class Routes
{
    private const string Root = "/api/client/v2.0";
    private const string App = Root + "/app/{app}";

    public static void Map(WebApplication application)
    {
        application.MapHealthChecks("/health");
        foreach ((string method, string path, RequestDelegate endpoint) in All(application))
            application.MapMethods(path, [method], endpoint);
        // The pattern is given because the default one leaves out paths with a dot in their last part.
        application.MapFallback("{*path}", (RequestDelegate)ErrorReplies.AnswerUnknownPathAsync);
    }

    private static IEnumerable<(string Method, string Path, RequestDelegate Endpoint)> All(WebApplication application)
    {
        T Get<T>() where T : notnull => application.Services.GetRequiredService<T>();

        yield return ("GET", App + "/location", Get<LocationEndpoint>().GetAsync);
        yield return ("POST", App + "/auth/providers/{provider}/login", Get<LoginEndpoint>().PostAsync);
        foreach ((string operation, RequestDelegate endpoint) in Get<EmailPasswordEndpoint>().Operations)
            yield return ("POST", $"{App}/auth/providers/local-userpass/{operation}", endpoint);
        yield return ("POST", App + "/functions/call", Get<FunctionEndpoint>().PostAsync);
        yield return ("GET", App + "/functions/call", Get<WatchEndpoint>().GetAsync);
        yield return ("POST", Root + "/auth/session", Get<SessionEndpoint>().RefreshAsync);
        yield return ("DELETE", Root + "/auth/session", Get<SessionEndpoint>().EndAsync);
        yield return ("DELETE", Root + "/auth/delete", Get<SessionEndpoint>().DeleteUserAsync);
        yield return ("GET", Root + "/auth/profile", Get<ProfileEndpoint>().GetAsync);
        yield return ("POST", Root + "/auth/api_keys", Get<ApiKeyEndpoint>().CreateAsync);
        yield return ("GET", Root + "/auth/api_keys", Get<ApiKeyEndpoint>().ListAsync);
        yield return ("GET", Root + "/auth/api_keys/{id}", Get<ApiKeyEndpoint>().GetAsync);
        yield return ("DELETE", Root + "/auth/api_keys/{id}", Get<ApiKeyEndpoint>().DeleteAsync);
        yield return ("PUT", Root + "/auth/api_keys/{id}/enable", Get<ApiKeyEndpoint>().EnableAsync);
        yield return ("PUT", Root + "/auth/api_keys/{id}/disable", Get<ApiKeyEndpoint>().DisableAsync);
        yield return ("PUT", App + "/push/providers/{service}/registration", Get<PushEndpoint>().RegisterAsync);
        yield return ("DELETE", App + "/push/providers/{service}/registration", Get<PushEndpoint>().DeregisterAsync);
    }
}
