using System.Collections.Generic;
using AppServices.Server.Routes;

namespace AppServices.Server.Endpoints;

/// <summary>An HTTPS endpoint of an app. Source: app-folder 8.</summary>
/// <param name="Method">The HTTP method; <see cref="AnyMethod"/> for all.</param>
/// <param name="Route">The route, beginning with a slash.</param>
internal sealed record Endpoint(string Method, string Route)
{
    public const string AnyMethod = "*";

    /// <summary>The methods by which it is called.</summary>
    public IReadOnlyList<string> Methods => RouteMethods.Of(Method, AnyMethod);

    /// <summary>The function; empty when that is not known.</summary>
    public string Function { get; init; } = "";

    /// <summary>Whether the function's value, or what it sets, is sent.</summary>
    public bool RespondsResult { get; init; }

    /// <summary>Who may call it; null when its entry is broken, so that nobody may.</summary>
    public RouteSettings? Settings { get; init; }

    /// <summary>The endpoint as messages name it.</summary>
    public override string ToString() => $"{Method} {Route}";
}
