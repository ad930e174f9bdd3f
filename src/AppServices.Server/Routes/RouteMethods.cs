using System.Collections.Generic;

namespace AppServices.Server.Routes;

/// <summary>The methods by which routes of apps are called. Source: app-folder 8.1, 8.8.</summary>
internal static class RouteMethods
{
    /// <summary>Those that a route for any method has.</summary>
    public static IReadOnlyList<string> Any { get; } = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

    /// <summary>The methods of a route.</summary>
    /// <param name="method">What the app says of it.</param>
    /// <param name="any">How the app says any.</param>
    public static IReadOnlyList<string> Of(string method, string any) => method == any ? Any : [method];
}
