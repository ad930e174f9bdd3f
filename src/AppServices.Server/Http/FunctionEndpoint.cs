using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Server.Hosting;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>POST <c>/app/{app}/functions/call</c>. Source: protocol.md 6.</summary>
internal sealed class FunctionEndpoint(AppCatalog apps, Authenticator authenticator)
{
    public async Task PostAsync(HttpContext context)
    {
        HostedApp app = apps.OfPath(context);
        Caller caller = await authenticator.RequireAccessAsync(context, whenMissing: "unauthorized");
        if (caller.App != app) throw new ApiException(401, "UserAppDomainMismatch", $"the user belongs to another app than '{app.App.ClientAppId}'");
        BsonDocument body = await ApiRequest.ReadDocumentAsync(context);
        string name = body.RequiredText("name");
        if (body.GetValue("service", BsonNull.Value) is not BsonNull)
            throw new ApiException(400, "FunctionExecutionError", $"Cannot access member '{name}' of undefined");
        var call = new FunctionCall(name, Arguments(body), ToFunctionUser(caller.User), ToFunctionRequest(context.Request));
        await ApiReply.ResultAsync(context, await app.Functions.CallAsync(call, context.RequestAborted));
    }

    internal static FunctionUser ToFunctionUser(UserRecord user) => new(
        user.Id, user.Type, user.Data, [],
        user.Identities.Select(identity => new FunctionIdentity(identity.Id, identity.ProviderType)).ToArray());

    private static IReadOnlyList<BsonValue> Arguments(BsonDocument body) => body.GetValue("arguments", BsonNull.Value) switch
    {
        BsonArray arguments => [.. arguments],
        BsonNull => [],
        _ => throw new ApiException(400, "InvalidParameter", "'arguments' must be an array"),
    };

    // What proves who the caller is stays out of the reach of functions.
    private static FunctionRequest ToFunctionRequest(HttpRequest request) => new(
        request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "",
        request.Headers
            .Where(header => !header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value.OfType<string>().ToArray()),
        request.QueryString.Value?.TrimStart('?') ?? "",
        request.Method);
}
