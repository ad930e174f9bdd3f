using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AppServices.Server.Routes;

/// <summary>
/// Lets pages of other origins use the routes of apps, errors included. What an app sets itself stays. Pages may send access tokens,
/// but no other credentials. Source: app-folder 8.6.
/// </summary>
internal static class RouteCors
{
    private const string Methods = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
    private const string Hour = "3600";

    /// <summary>Whether a path leads to a route of an app.</summary>
    public static bool Concerns(PathString path)
    {
        string[] parts = (path.StartsWithSegments(Http.ApiRoutes.Root, out PathString rest) ? rest : path).Value?.Split('/', 6) ?? [];
        return parts is ["", var app, _, var kind, ..] && Is(app, "app")
            && (Is(kind, "endpoint")
                || (Is(kind, "service") && parts is [_, _, _, _, _, var more]
                    && more.StartsWith("incoming_webhook/", StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Adds the headers to the reply, and answers requests with which a browser asks first.</summary>
    /// <returns>Whether the request has been answered.</returns>
    public static bool Answer(HttpContext context)
    {
        context.Response.OnStarting(static context => Allow((HttpContext)context), context);
        if (!HttpMethods.IsOptions(context.Request.Method)) return false;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        IHeaderDictionary headers = context.Response.Headers;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlMaxAge = Hour;
        string asked = string.Join(", ", context.Request.Headers.GetCommaSeparatedValues(HeaderNames.AccessControlRequestHeaders)
            .Where(static name => !RouteCredential.Headers.Contains(name, StringComparer.OrdinalIgnoreCase)));
        if (asked.Length > 0) headers.AccessControlAllowHeaders = asked;
        return true;
    }

    private static Task Allow(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.Append(HeaderNames.Vary, "Origin");
        if (context.Request.Headers.Origin is [{ Length: > 0 } origin] && !headers.ContainsKey(HeaderNames.AccessControlAllowOrigin))
            headers.AccessControlAllowOrigin = origin;
        return Task.CompletedTask;
    }

    private static bool Is(string part, string name) => part.Equals(name, StringComparison.OrdinalIgnoreCase);
}
