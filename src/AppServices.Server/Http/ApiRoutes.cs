using AppServices.Server.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace AppServices.Server.Http;

/// <summary>The paths of the API. Source: client-api 0.1.</summary>
internal static class ApiRoutes
{
    /// <summary>Where routes begin whose app is known from the token.</summary>
    public const string Root = "/api/client/v2.0";

    /// <summary>Where the routes of one app begin.</summary>
    public const string App = Root + "/app/{app}";

    /// <summary>
    /// Where the routes of one app begin at the address that the hosted service had for endpoints and the Data API (app-folder 8.1).
    /// </summary>
    public const string DataApp = "/app/{app}";

    /// <summary>What a path is answered with that is none of the API.</summary>
    public static ApiException Unknown(HttpContext context) =>
        new(404, null, $"{context.Request.Method} {context.Request.Path} is no route of this API");

    /// <summary>Adds a route.</summary>
    public static IEndpointConventionBuilder Map(
        this IEndpointRouteBuilder routes, string method, string path, RequestDelegate endpoint) =>
        routes.MapMethods(path, [method], endpoint);

    /// <summary>Takes small bodies only: those of routes that ask for no token, or for a few short fields.</summary>
    public static IEndpointConventionBuilder TakesSmallBody(this IEndpointConventionBuilder route) => route.WithMetadata(new SmallBody());

    private sealed class SmallBody : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => ApiRequest.SmallBodyBytes;
    }
}
