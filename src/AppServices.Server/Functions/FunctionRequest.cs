using System;
using System.Collections.Generic;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Functions;

/// <summary>What scripts see as <c>context.request</c> (app-folder 4.5).</summary>
/// <param name="RemoteAddress">The client's IP address.</param>
/// <param name="Headers">Header values by name; credentials belong removed.</param>
/// <param name="RawQueryString">The query without its <c>?</c>.</param>
/// <param name="HttpMethod">The verb; null for calls without HTTP.</param>
internal sealed record FunctionRequest(
    string RemoteAddress, IReadOnlyDictionary<string, string[]> Headers, string RawQueryString, string? HttpMethod)
{
    /// <summary>The route of an endpoint or webhook, as the app has it; null for other requests.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>Told of what functions print for it, besides the log: the level and the line; null for nobody.</summary>
    public Action<LogLevel, string>? Printed { get; init; }
}
