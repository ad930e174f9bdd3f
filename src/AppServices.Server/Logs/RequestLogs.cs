using System;
using System.Threading.Tasks;
using AppServices.Server.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AppServices.Server.Logs;

/// <summary>Says of a route what its requests are noted as.</summary>
/// <param name="Type">One of <see cref="LogTypes"/>.</param>
/// <param name="AuthEvent">What it does to a session or an account; null for nothing.</param>
/// <param name="Provider">By which provider; null where the path says it.</param>
internal sealed record LoggedRoute(string Type, string? AuthEvent, string? Provider);

/// <summary>Notes requests, each before the end of its reply, so that who has a reply finds the entry.</summary>
internal sealed class RequestLogs(LogWriter writer, TimeProvider clock)
{
    /// <summary>Begins an entry for a request whose route has one.</summary>
    public Task BeginAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<LoggedRoute>() is { } route)
        {
            LogEntry entry = Begin(context, route.Type);
            entry.AuthEvent = route.AuthEvent;
            entry.Provider = route.Provider ?? context.Request.RouteValues["provider"] as string;
        }
        return next(context);
    }

    /// <summary>Begins the entry of a request.</summary>
    public LogEntry Begin(HttpContext context, string type)
    {
        var entry = new LogEntry(type, context.TraceIdentifier, clock.GetUtcNow().UtcDateTime)
        {
            Method = context.Request.Method,
            Path = context.Request.Path,
            RemoteAddress = context.Connection.RemoteIpAddress?.ToString(),
        };
        context.Features.Set(entry);
        context.Features.Set<IHttpResponseBodyFeature>(new CountedBody(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>()));
        return entry;
    }

    /// <summary>Ends the entry of a request, if it has one.</summary>
    public async Task CompleteAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            if (LogEntry.Of(context) is { } entry) Complete(entry, context);
        }
    }

    private void Complete(LogEntry entry, HttpContext context)
    {
        entry.AppId ??= AppCatalog.Entered(context)?.Definition.ClientAppId;
        // Browsers ask first whether they may ask.
        if (entry.Function is null && HttpMethods.IsOptions(context.Request.Method)) return;
        entry.Status = context.Response.StatusCode;
        if (!HttpMethods.IsHead(context.Request.Method) && context.Features.Get<IHttpResponseBodyFeature>() is CountedBody body)
            entry.Bytes = body.Bytes;
        entry.Completed = clock.GetUtcNow().UtcDateTime;
        writer.Add(entry);
    }
}

/// <summary>How features say what their routes are noted as.</summary>
internal static class LoggedRoutes
{
    /// <inheritdoc cref="LoggedRoute"/>
    public static void Logs(this IEndpointConventionBuilder route, string type, string? authEvent = null, string? provider = null) =>
        route.WithMetadata(new LoggedRoute(type, authEvent, provider));
}
