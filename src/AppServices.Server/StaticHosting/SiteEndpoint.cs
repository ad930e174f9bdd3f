using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.StaticHosting;

/// <summary>
/// The sites of apps: below <c>/hosting/{app}/</c>, and at host names of their own, where everything that is no route is theirs.
/// </summary>
internal sealed class SiteEndpoint(AppCatalog apps, ServerSettings settings, PublicAddress address) : IUnknownPathEndpoint
{
    private const string OwnHost = ".localhost";

    /// <summary>The path of an app's site at the server's own address.</summary>
    public static string PathOf(string appId) => $"/hosting/{appId}/";

    /// <summary>Answers a request below the path of an app's site.</summary>
    /// <exception cref="ApiException">There is no such app, or it has no site.</exception>
    public Task AnswerAsync(HttpContext context)
    {
        RunningApp app = apps.OfPath(context);
        HttpRequest request = context.Request;
        if (app.Find<Site>() is not { } site) throw new ApiException(404, null, WhyNot(app));
        request.Path.StartsWithSegments($"/hosting/{request.RouteValues["app"]}", out PathString before, out PathString path);
        // A proxy may have taken the public path off, which redirects need.
        request.PathBase = (request.PathBase.HasValue ? request.PathBase : address.Path).Add(before);
        request.Path = path;
        if (path.HasValue) return site.AnswerAsync(context);
        context.Response.Redirect(request.PathBase.ToUriComponent() + "/" + request.QueryString, permanent: true);
        return Task.CompletedTask;
    }

    public async Task<bool> TryAnswerAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(ApiRoutes.Root) || OfHost(context.Request.Host.Host) is not { } id) return false;
        context.Request.RouteValues["app"] = id;
        if (apps.OfPath(context).Find<Site>() is not { } site) return false;
        await site.AnswerAsync(context);
        return true;
    }

    private string? OfHost(string host)
    {
        IEnumerable<string> ids = apps.All.Select(app => app.Definition.ClientAppId);
        if (settings.Sites.TryGetValue(host, out string? id)) return ids.Contains(id) ? id : null;
        if (host.EndsWith(OwnHost, StringComparison.OrdinalIgnoreCase))
            return ids.FirstOrDefault(own => own.Equals(host[..^OwnHost.Length], StringComparison.OrdinalIgnoreCase));
        return apps.All.Select(app => app.Definition).FirstOrDefault(app => IsAt(app, host))?.ClientAppId;
    }

    private static bool IsAt(AppDefinition app, string host) =>
        app.Find<SiteSettings>()?.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase) == true;

    private static string WhyNot(RunningApp app) => app.Definition.Find<SiteSettings>()?.Item switch
    {
        null => "this app has no hosting",
        { IsDisabled: true } => "the hosting of this app is not enabled",
        _ => "the hosting of this app cannot be used; the server's log says why",
    };
}
