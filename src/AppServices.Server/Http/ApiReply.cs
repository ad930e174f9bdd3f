using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>Writing replies. Content types are exactly what clients compare with (client-api 0.3).</summary>
internal static class ApiReply
{
    private const string Json = "application/json";
    private const int BufferBytes = 32 * 1024;

    // The charset makes core SDKs take a result with a field 'error' for a result (client-api 0.3.3).
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
        return WholeAsync(context, Json, write);
    }

    /// <summary>The result of a function, in canonical Extended JSON.</summary>
    public static Task ResultAsync(HttpContext context, BsonValue result) =>
        WholeAsync(context, JsonResult, writer => EjsonWriter.Write(writer, result));

    /// <summary>
    /// Documents as an array, sent while they are read. What goes wrong before the first of them are on their way is an ordinary
    /// refusal, because nothing of the buffer has been sent then; later it breaks the connection off.
    /// </summary>
    public static Task DocumentsAsync(HttpContext context, IAsyncEnumerable<BsonDocument> documents) =>
        DocumentsAsync(context, documents, new DocumentsForm(JsonResult, null, EjsonWriter.Write));

    /// <inheritdoc cref="DocumentsAsync(HttpContext, IAsyncEnumerable{BsonDocument})"/>
    public static async Task DocumentsAsync(HttpContext context, IAsyncEnumerable<BsonDocument> documents, DocumentsForm form)
    {
        // A pipeline may pause for as long as it likes before it reads on.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
        var buffer = new ArrayBufferWriter<byte>(BufferBytes * 2);
        using var writer = new Utf8JsonWriter(buffer);
        if (form.Field is not null)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(form.Field);
        }
        writer.WriteStartArray();
        await foreach (BsonDocument document in documents.WithCancellation(context.RequestAborted))
        {
            form.Write(writer, document);
            if (buffer.WrittenCount + writer.BytesPending >= BufferBytes) await SendAsync(context, writer, buffer, form.ContentType);
        }
        writer.WriteEndArray();
        if (form.Field is not null) writer.WriteEndObject();
        await SendAsync(context, writer, buffer, form.ContentType, isLast: true);
    }

    // Its length is told, so that it goes out in one piece: a client that has the first of two waits once more for the other.
    private static async Task WholeAsync(HttpContext context, string contentType, Action<Utf8JsonWriter> write)
    {
        Begin(context.Response, contentType);
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter))
        {
            write(writer);
            writer.Flush();
            context.Response.ContentLength = writer.BytesCommitted;
        }
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task SendAsync(
        HttpContext context, Utf8JsonWriter writer, ArrayBufferWriter<byte> buffer, string contentType, bool isLast = false)
    {
        writer.Flush();
        if (!context.Response.HasStarted)
        {
            Begin(context.Response, contentType);
            if (isLast) context.Response.ContentLength = buffer.WrittenCount;
        }
        await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
        buffer.ResetWrittenCount();
    }

    // What is told to one client, such as a token, is for no cache and for nobody else; and it is data, whatever it looks like.
    private static void Begin(HttpResponse response, string contentType)
    {
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    /// <summary>Success without a body, which must have no content type (client-api 0.3.4).</summary>
    public static Task EmptyAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>A refusal.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string? code, string message, string? link) =>
        ObjectAsync(context, status, writer =>
        {
            writer.WriteString("error", message);
            if (code is not null) writer.WriteString("error_code", code);
            if (link is not null) writer.WriteString("link", link);
        });
}

/// <summary>How documents are sent.</summary>
/// <param name="ContentType">The type of the reply.</param>
/// <param name="Field">The field of an object that has the array; null for the array alone.</param>
/// <param name="Write">Writes a document.</param>
internal sealed record DocumentsForm(string ContentType, string? Field, Action<Utf8JsonWriter, BsonValue> Write);
