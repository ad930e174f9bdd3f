using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Serving;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Http;

/// <summary>Refuses requests of browsers whose page the app does not list. Source: client-api 1.5.</summary>
internal sealed class AllowedOrigins(AppCatalog apps)
{
    public Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Origin.Count > 0 && context.Request.RouteValues.ContainsKey("app")) Check(apps.OfPath(context), context);
        return next(context);
    }

    /// <summary>Checks a request whose app is known from its token.</summary>
    /// <exception cref="ApiException">It comes from a page that the app does not list.</exception>
    public static void Check(HostedApp app, HttpContext context)
    {
        string origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && app.App.AllowedOrigins is { Count: > 0 } allowed && !allowed.Contains(origin))
            throw new ApiException(403, "DomainNotAllowed", $"origin '{origin}' is not among the app's allowed_request_origins");
    }
}
