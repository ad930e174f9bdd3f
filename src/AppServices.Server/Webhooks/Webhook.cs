using System.Collections.Generic;
using AppServices.Server.Functions;
using AppServices.Server.Routes;

namespace AppServices.Server.Webhooks;

/// <summary>What a service is, which says what the functions of its webhooks get. Source: app-folder 1.10, 8.8.</summary>
internal enum WebhookKind
{
    /// <summary>Requests of anybody: query, headers and body.</summary>
    Http,

    /// <summary>Events of GitHub.</summary>
    GitHub,

    /// <summary>Messages and calls of Twilio: the fields of a form.</summary>
    Twilio,
}

/// <summary>An incoming webhook of an app. Source: app-folder 8.8.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Name">The webhook's name.</param>
/// <param name="Kind">What the service is.</param>
internal sealed record Webhook(string Service, string Name, WebhookKind Kind)
{
    public const string AnyMethod = "ANY";

    /// <summary>Its file, below the app's folder, and the line where it can be read.</summary>
    public required string Place { get; init; }

    /// <summary>What is wrong with its configuration; null for nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>The HTTP method; <see cref="AnyMethod"/> for all.</summary>
    public string Method { get; init; } = AnyMethod;

    /// <summary>The methods by which it is called.</summary>
    public IReadOnlyList<string> Methods => RouteMethods.Of(Method, AnyMethod);

    /// <summary>Whether the function's value is sent, where it sets nothing.</summary>
    public bool RespondsResult { get; init; }

    /// <summary>Whether requests bring the credential of the user as whom the function runs.</summary>
    public bool RunsAsCaller { get; init; }

    /// <summary>Who may call it, and the function; null when its configuration is broken, so that nobody may.</summary>
    public (RouteSettings Settings, CatalogFunction Function)? Good { get; init; }

    /// <summary>The webhook as messages name it.</summary>
    public override string ToString() => $"{Service}/{Name}";
}
