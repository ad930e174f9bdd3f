using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Http;

/// <summary>
/// Refuses clients whose address is not in the app's access list. Sites are for everybody, as on the hosted service, where another
/// network served them. Source: client-api 1.5.
/// </summary>
internal sealed class AllowedAddresses(AppCatalog apps)
{
    private const string Sites = "/hosting";

    public Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.RouteValues.ContainsKey("app") && !context.Request.Path.StartsWithSegments(Sites))
            Check(apps.OfPath(context), context);
        return next(context);
    }

    /// <summary>Checks a request whose app is known from its token.</summary>
    /// <exception cref="ApiException">It comes from an address that the app does not list.</exception>
    public static void Check(RunningApp app, HttpContext context)
    {
        if (app.Definition.AccessList.Admits(context.Connection.RemoteIpAddress)) return;
        throw new ApiException(
            403, null, $"address '{AddressRange.Plain(context.Connection.RemoteIpAddress)}' is not in the app's IP access list");
    }
}
