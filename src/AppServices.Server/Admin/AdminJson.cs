using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Admin;

/// <summary>JSON of the admin API, which is plain: no Extended JSON but where a value is any. Source: admin-api 1.5.</summary>
internal static class AdminJson
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    /// <summary>A reply, whose type is exactly what clients compare with.</summary>
    public static Task SendAsync(HttpContext context, int status, JsonNode? value) => ApiReply.ValueAsync(context, status, writer =>
    {
        if (value is null) writer.WriteNullValue();
        else value.WriteTo(writer);
    });

    /// <summary>The body, which must be an object; an empty body is an empty object.</summary>
    /// <exception cref="ApiException">The body is something else.</exception>
    public static async Task<JsonObject> ReadObjectAsync(HttpContext context) =>
        await ReadAsync(context) switch
        {
            null => [],
            JsonObject body => body,
            _ => throw ApiException.BadRequest("the request body must be a JSON object"),
        };

    /// <summary>The body, which must be an array.</summary>
    /// <exception cref="ApiException">The body is something else.</exception>
    public static async Task<JsonArray> ReadArrayAsync(HttpContext context) => await ReadAsync(context) as JsonArray
        ?? throw ApiException.BadRequest("the request body must be a JSON array");

    /// <summary>The JSON of a text.</summary>
    /// <exception cref="JsonException">It is none, has a field twice, or a text that is no Unicode.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> json = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        RequireTexts(json);
        return JsonNode.Parse(json, documentOptions: s_strict);
    }

    // A node would find out about half of a character only where somebody reads it.
    private static void RequireTexts(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("A text is no Unicode.", error);
        }
    }

    /// <summary>A text that the body must have.</summary>
    /// <exception cref="ApiException">It is missing or no text.</exception>
    public static string RequiredText(this JsonObject body, string name) => body.Text(name) is { Length: > 0 } text
        ? text
        : throw new ApiException(400, "MissingParameter", $"'{name}' is a required string");

    /// <summary>A text of an object; null when it is missing.</summary>
    /// <exception cref="ApiException">It is no text.</exception>
    public static string? Text(this JsonObject body, string name) => body[name] switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => throw new ApiException(400, "InvalidParameter", $"'{name}' must be a string"),
    };

    /// <summary>A flag of an object; false when it is missing.</summary>
    /// <exception cref="ApiException">It is no flag.</exception>
    public static bool Flag(this JsonObject body, string name) => body[name] switch
    {
        null => false,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        _ => throw new ApiException(400, "InvalidParameter", $"'{name}' must be true or false"),
    };

    private static async Task<JsonNode?> ReadAsync(HttpContext context)
    {
        byte[] bytes = await ApiRequest.ReadBytesAsync(context);
        if (bytes.Length == 0) return null;
        try
        {
            return Parse(bytes);
        }
        catch (JsonException error)
        {
            throw ApiException.BadRequest($"the request body is not valid: {error.Message}");
        }
    }
}
