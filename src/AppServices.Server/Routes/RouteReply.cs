using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MongoDB.Bson;

namespace AppServices.Server.Routes;

/// <summary>Writes the replies of routes. Source: app-folder 8.3.</summary>
internal static class RouteReply
{
    public const string Json = "application/json";
    public const string Ejson = "application/ejson";

    private static readonly JsonWriterOptions s_options =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Whether the client wants Extended JSON.</summary>
    /// <param name="context">The request, whose <c>Accept</c> decides where it names one of the two forms.</param>
    /// <param name="otherwise">What it is where it does not.</param>
    public static bool WantsEjson(HttpContext context, bool otherwise) =>
        MediaTypeHeaderValue.TryParseList(context.Request.Headers.Accept, out var accepted)
            && accepted.OrderByDescending(static type => type.Quality ?? 1)
                .FirstOrDefault(static type => Is(type, Json) || Is(type, Ejson)) is { } first
            ? Is(first, Ejson)
            : otherwise;

    /// <summary>Sends a value, in plain or in Extended JSON.</summary>
    /// <param name="context">The request.</param>
    /// <param name="value">The value.</param>
    /// <param name="isEjson">Whether the JSON is extended.</param>
    /// <param name="contentType">The type of the body where the app sets none; null for that of the form.</param>
    public static Task ValueAsync(HttpContext context, BsonValue value, bool isEjson, string? contentType = null) =>
        SendAsync(context, Write(value, isEjson), contentType ?? (isEjson ? Ejson : Json));

    /// <summary>Sends documents while they are read, as an array in the field <c>documents</c>.</summary>
    public static Task DocumentsAsync(HttpContext context, IAsyncEnumerable<BsonDocument> documents, bool isEjson) =>
        ApiReply.DocumentsAsync(
            context, documents,
            new DocumentsForm(isEjson ? Ejson : Json, "documents", isEjson ? EjsonWriter.Write : PlainJsonWriter.Write));

    /// <summary>Sets what a function has decided, apart from the body.</summary>
    public static void Apply(HttpContext context, RouteResponse response)
    {
        context.Response.StatusCode = response.Status ?? StatusCodes.Status200OK;
        foreach ((string name, string value) in response.Headers) context.Response.Headers.Append(name, value);
    }

    /// <summary>Sends a body that a function has set.</summary>
    public static Task BodyAsync(HttpContext context, BsonValue body, bool isEjson, string? contentType = null) => body switch
    {
        BsonString text => TextAsync(context, text.Value),
        BsonBinaryData binary => SendAsync(context, binary.Bytes, "application/octet-stream"),
        BsonNull or BsonUndefined => Task.CompletedTask,
        _ => ValueAsync(context, body, isEjson, contentType),
    };

    /// <summary>Sends a text, of a type that is guessed where the app does not say.</summary>
    public static Task TextAsync(HttpContext context, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return SendAsync(context, bytes, TypeOf(bytes));
    }

    private static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static byte[] Write(BsonValue value, bool isEjson)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            if (isEjson && value is not BsonUndefined) EjsonWriter.Write(writer, value);
            else PlainJsonWriter.Write(writer, value);
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static async Task SendAsync(HttpContext context, byte[] body, string contentType)
    {
        HttpResponse response = context.Response;
        if (response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent
            or StatusCodes.Status304NotModified) return;
        response.ContentType ??= contentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static string TypeOf(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> start = text.TrimStart(" \t\r\n"u8);
        if (Begins(start, "<!doctype html") || Begins(start, "<html")) return "text/html; charset=utf-8";
        if (Begins(start, "<?xml") || Begins(start, "<Response")) return "text/xml; charset=utf-8";
        return start is [(byte)'{' or (byte)'[', ..] && IsJson(start) ? Json : "text/plain; charset=utf-8";
    }

    private static bool Begins(ReadOnlySpan<byte> text, string start) =>
        text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start);

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            while (reader.Read())
            {
                // Only whether it can be read matters.
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
