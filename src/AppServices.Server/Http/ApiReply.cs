using System;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>Writing replies. Content types are exactly what clients compare with (protocol.md 0.3).</summary>
internal static class ApiReply
{
    private const string Json = "application/json";

    // The charset makes core SDKs take a result with a field 'error' for a result (protocol.md 0.3.3).
    private const string JsonResult = "application/json; charset=utf-8";

    /// <summary>A JSON object.</summary>
    public static Task ObjectAsync(HttpContext context, int status, Action<Utf8JsonWriter> write) => ValueAsync(context, status, writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    });

    /// <summary>Any JSON value.</summary>
    public static Task ValueAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = Json;
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter)) write(writer);
        return context.Response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    /// <summary>The result of a function, in canonical Extended JSON.</summary>
    public static Task ResultAsync(HttpContext context, BsonValue result)
    {
        context.Response.ContentType = JsonResult;
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter)) EjsonWriter.Write(writer, result);
        return context.Response.BodyWriter.FlushAsync(context.RequestAborted).AsTask();
    }

    /// <summary>Success without a body, which must have no content type (protocol.md 0.3.4).</summary>
    public static Task EmptyAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>A refusal.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string? code, string message, string link) =>
        ObjectAsync(context, status, writer =>
        {
            writer.WriteString("error", message);
            if (code is not null) writer.WriteString("error_code", code);
            writer.WriteString("link", link);
        });
}
