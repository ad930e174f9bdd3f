using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Http;
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
    public static FunctionRequest Of(HttpContext context) => new(
        context.Connection.RemoteIpAddress?.ToString() ?? "",
        context.Request.Headers
            .Where(header => !header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value.OfType<string>().ToArray()),
        StreamQuery.WithoutToken(context.Request.QueryString),
        context.Request.Method);
}
