using System;
using System.Linq;
using AppServices.Server.Functions;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Http;

/// <summary>Requests as functions see them (app-config.md 4.5).</summary>
internal static class FunctionRequests
{
    // What proves who the caller is stays out of the reach of functions.
    public static FunctionRequest Of(HttpContext context) => new(
        context.Connection.RemoteIpAddress?.ToString() ?? "",
        context.Request.Headers
            .Where(header => !header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value.OfType<string>().ToArray()),
        context.Request.QueryString.Value?.TrimStart('?') ?? "",
        context.Request.Method);
}
