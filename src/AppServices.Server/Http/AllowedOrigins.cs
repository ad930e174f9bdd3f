using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Http;

/// <summary>Refuses requests of browsers whose page the app does not list. Source: client-api 1.5.</summary>
internal sealed class AllowedOrigins(AppCatalog apps)
{
    public Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Origin.Count > 0 && context.Request.RouteValues.ContainsKey("app"))
            Check(apps.OfPath(context), context);
        return next(context);
    }

    /// <summary>Checks a request whose app is known from its token.</summary>
    /// <exception cref="ApiException">It comes from a page that the app does not list.</exception>
    public static void Check(RunningApp app, HttpContext context)
    {
        string origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !Admits(app, origin))
            throw new ApiException(403, "DomainNotAllowed", $"origin '{origin}' is not among the app's allowed_request_origins");
    }

    /// <summary>Whether pages of an origin may use an app.</summary>
    public static bool Admits(RunningApp app, string origin) =>
        app.Definition.AllowedOrigins is var allowed && (allowed.Count == 0 || allowed.Contains(origin));
}
