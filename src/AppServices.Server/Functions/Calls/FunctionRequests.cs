using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Calls;

/// <summary>Requests as functions see them (app-folder 4.5).</summary>
internal static class FunctionRequests
{
    /// <summary>A call by a client.</summary>
    public static FunctionCall ToCall(HttpContext context, Caller caller, string name, IReadOnlyList<BsonValue> arguments) =>
        new(name, arguments, FunctionUsers.Of(caller.User, caller.Token.CustomData ?? []), Of(context));

    // What proves who the caller is stays out of the reach of functions.
    public static FunctionRequest Of(HttpContext context) =>
        Of(context, ["Authorization"], StreamQuery.WithoutToken(context.Request.QueryString));

    /// <summary>A request without some of its headers.</summary>
    public static FunctionRequest Of(HttpContext context, IReadOnlyList<string> hidden, string query) => new(
        context.Connection.RemoteIpAddress?.ToString() ?? "",
        context.Request.Headers
            .Where(header => !hidden.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(header => HeaderCase.Canonical(header.Key), header => header.Value.OfType<string>().ToArray()),
        query,
        context.Request.Method)
    {
        Printed = LogEntry.Of(context) is { } entry ? entry.Print : null,
    };
}
