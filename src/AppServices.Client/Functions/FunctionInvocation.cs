using System;
using System.Collections.Generic;
using System.Net.Http;
using AppServices.Bson;
using AppServices.Ejson;
using AppServices.Http;

namespace AppServices.Functions;

/// <summary>The request and the reply of a function call. Source: client-api 6.1, 6.2.</summary>
internal static class FunctionInvocation
{
    public static AppRequest ToRequest(
        string appId, string name, IReadOnlyList<object?> arguments, string? service, EjsonWriter writer)
    {
        ReadOnlyMemory<byte> body = JsonBody.Write((name, arguments, service, writer), static (json, call) =>
        {
            json.WriteString("name", call.name);
            json.WriteStartArray("arguments");
            foreach (object? argument in call.arguments) call.writer.Write(json, argument);
            json.WriteEndArray();
            if (call.service is not null) json.WriteString("service", call.service);
        });
        return new AppRequest(HttpMethod.Post, $"/app/{Uri.EscapeDataString(appId)}/functions/call", $"Calling function '{name}'", body);
    }

    /// <summary>The result; an empty reply is one without a result, just as <c>{"$undefined":true}</c> is.</summary>
    public static object? ReadResult(AppReply reply, string action, EjsonReader reader)
    {
        if (reply.Body.Length == 0) return BsonUndefined.Value;
        try
        {
            return reader.Read(reply.Body);
        }
        catch (EjsonException error)
        {
            throw InvalidReply.Create(reply, action, "Extended JSON", error);
        }
    }
}
