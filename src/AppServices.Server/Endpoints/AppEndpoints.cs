using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Endpoints;

/// <summary>The endpoints of an app that are not disabled. Source: app-folder 8.</summary>
/// <param name="all">The endpoints.</param>
/// <param name="isReadable">Whether these are all: otherwise a file cannot be read, and what is not found may be in it.</param>
internal sealed class AppEndpoints(IReadOnlyList<Endpoint> all, bool isReadable)
{
    private readonly ILookup<string, Endpoint> _byRoute = all.ToLookup(endpoint => endpoint.Route, StringComparer.Ordinal);

    /// <summary>The endpoints.</summary>
    public IReadOnlyList<Endpoint> All => all;

    /// <summary>Those, the disabled ones and the broken ones, by method and route.</summary>
    public IReadOnlyDictionary<(string Method, string Route), AppItem> Items { get; init; } = new Dictionary<(string, string), AppItem>();

    /// <summary>Whether these are all: otherwise a file of theirs is broken.</summary>
    public bool IsReadable => isReadable;

    /// <summary>Finds an endpoint: the one for the method before the one for all.</summary>
    /// <param name="route">What the request asks for.</param>
    /// <param name="method">Its method.</param>
    /// <param name="endpoint">The endpoint; null when there is none for the method.</param>
    /// <param name="others">The methods that the route has.</param>
    public bool TryFind(string route, string method, [NotNullWhen(true)] out Endpoint? endpoint, out IReadOnlyList<string> others)
    {
        // A slash at the end means the same, unless the app says otherwise.
        Endpoint[] known = [.. _byRoute[!_byRoute.Contains(route) && route.Length > 1 ? route.TrimEnd('/') : route]];
        endpoint = known.Where(one => one.Methods.Contains(method)).MinBy(static one => one.Methods.Count);
        others = [.. known.SelectMany(static one => one.Methods).Distinct()];
        return endpoint is not null;
    }
}
