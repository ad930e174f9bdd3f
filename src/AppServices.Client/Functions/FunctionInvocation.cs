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
        using Utf8Buffer body = new();
        JsonOutput json = new(body);
        json.Start("{\"name\":"u8);
        json.String(name);
        json.Start("\"arguments\":["u8);
        foreach (object? argument in arguments) writer.Write(json, argument);
        json.End("]"u8);
        if (service is not null)
        {
            json.Start("\"service\":"u8);
            json.String(service);
        }
        json.End("}"u8);
        json.Flush();
        return new AppRequest(HttpMethod.Post, $"/app/{Uri.EscapeDataString(appId)}/functions/call", $"Calling function '{name}'", body.Written.ToArray());
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
