using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Errors;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Serving;

/// <summary>The apps of this server.</summary>
internal sealed class AppCatalog
{
    private readonly Dictionary<string, HostedApp> _byId;
    private readonly Dictionary<string, HostedApp> _byDomain;

    public AppCatalog(IReadOnlyList<HostedApp> apps)
    {
        _byId = apps.ToDictionary(app => app.App.ClientAppId, StringComparer.Ordinal);
        _byDomain = apps.ToDictionary(app => app.App.DomainId, StringComparer.Ordinal);
    }

    public IEnumerable<HostedApp> All => _byId.Values;

    /// <summary>The app that the path names.</summary>
    /// <exception cref="ApiException">There is none (client-api 1.2).</exception>
    public HostedApp OfPath(HttpContext context)
    {
        string id = context.Request.RouteValues["app"] as string ?? "";
        return _byId.TryGetValue(id, out HostedApp? app)
            ? app
            : throw new ApiException(404, null, $"cannot find app using Client App ID '{id}'");
    }

    /// <summary>The app of a token; null when this server does not serve it.</summary>
    public HostedApp? OfDomain(string domainId) => _byDomain.GetValueOrDefault(domainId);
}
