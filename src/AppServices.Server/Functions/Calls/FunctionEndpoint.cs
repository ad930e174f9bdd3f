using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Services;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Calls;

/// <summary>POST <c>/app/{app}/functions/call</c>. Source: client-api 6.</summary>
internal sealed class FunctionEndpoint(AppCatalog apps, Authenticator authenticator)
{
    public async Task PostAsync(HttpContext context)
    {
        RunningApp app = apps.OfPath(context);
        FunctionRuntime functions = app.Part<FunctionRuntime>();
        Caller caller = await authenticator.RequireAccessAsync(context, app, whenMissing: "unauthorized");
        BsonDocument body = await ApiRequest.ReadDocumentAsync(context);
        string name = body.RequiredText("name");
        LogEntry? entry = LogEntry.Of(context);
        if (entry is not null) entry.Function = name;
        FunctionCall call = FunctionRequests.ToCall(context, caller, name, Arguments(body));
        if (body.GetValue("service", BsonNull.Value) is BsonString { Value.Length: > 0 } service)
        {
            if (entry is not null) (entry.Type, entry.Service) = (LogTypes.ServiceFunction, service.Value);
            await CallServiceAsync(
                context, new MongoService(app.Part<DataSourceTable>().Require(service.Value, name), functions.CallerOf(call)),
                service.Value, name, body);
        }
        else
        {
            await ApiReply.ResultAsync(context, await functions.CallAsync(call, context.RequestAborted));
        }
    }

    private static async Task CallServiceAsync(HttpContext context, MongoService mongo, string service, string name, BsonDocument body)
    {
        ServiceReply reply = await mongo.CallAsync(name, ServiceArgument(body), context.RequestAborted)
            ?? throw new ApiException(400, "FunctionExecutionError", $"'{name}' is no function of service '{service}'");
        await (reply switch
        {
            ServiceReply.Documents documents => ApiReply.DocumentsAsync(context, documents.All),
            ServiceReply.Single single => ApiReply.ResultAsync(context, single.Value),
            _ => throw new InvalidOperationException("A reply is either."),
        });
    }

    /// <summary>The one argument of a call of a service.</summary>
    internal static BsonDocument ServiceArgument(BsonDocument body) => Arguments(body) switch
    {
        [BsonDocument argument] => argument,
        _ => throw new ApiException(400, "ArgumentsNotAllowed", "a service function takes one argument, which is a document"),
    };

    private static IReadOnlyList<BsonValue> Arguments(BsonDocument body) => body.GetValue("arguments", BsonNull.Value) switch
    {
        BsonArray arguments => [.. arguments],
        BsonNull => [],
        _ => throw new ApiException(400, "InvalidParameter", "'arguments' must be an array"),
    };
}
