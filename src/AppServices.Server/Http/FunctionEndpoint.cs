using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Functions;
using AppServices.Server.Hosting;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>POST <c>/app/{app}/functions/call</c>. Source: protocol.md 6.</summary>
internal sealed class FunctionEndpoint(AppCatalog apps, Authenticator authenticator)
{
    public async Task PostAsync(HttpContext context)
    {
        HostedApp app = apps.OfPath(context);
        Caller caller = await authenticator.RequireAccessAsync(context, app, whenMissing: "unauthorized");
        BsonDocument body = await ApiRequest.ReadDocumentAsync(context);
        string name = body.RequiredText("name");
        if (body.GetValue("service", BsonNull.Value) is not BsonNull)
            throw new ApiException(400, "FunctionExecutionError", $"Cannot access member '{name}' of undefined");
        var call = new FunctionCall(
            name, Arguments(body), FunctionUsers.Of(caller.User, caller.Token.CustomData ?? []), FunctionRequests.Of(context));
        await ApiReply.ResultAsync(context, await app.Functions.CallAsync(call, context.RequestAborted));
    }

    private static IReadOnlyList<BsonValue> Arguments(BsonDocument body) => body.GetValue("arguments", BsonNull.Value) switch
    {
        BsonArray arguments => [.. arguments],
        BsonNull => [],
        _ => throw new ApiException(400, "InvalidParameter", "'arguments' must be an array"),
    };
}
