using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Http;

/// <summary>Refuses requests of browsers whose page the app does not list. Source: protocol.md 1.5.</summary>
internal sealed class AllowedOrigins(AppCatalog apps)
{
    public Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        string origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0
            && context.Request.RouteValues.ContainsKey("app")
            && apps.OfPath(context).App.AllowedOrigins is { Count: > 0 } allowed
            && !allowed.Contains(origin))
            throw new ApiException(403, "DomainNotAllowed", $"origin '{origin}' is not among the app's allowed_request_origins");
        return next(context);
    }
}
