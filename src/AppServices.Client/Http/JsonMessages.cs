using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using AppServices.Ejson;

namespace AppServices.Http;

/// <summary>Writes the JSON object of a request's body.</summary>
internal static class JsonBody
{
    public static ReadOnlyMemory<byte> Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var stream = new MemoryStream(512);
        using (var body = new Utf8JsonWriter(stream, EjsonWriter.JsonOptions))
        {
            body.WriteStartObject();
            write(body, state);
            body.WriteEndObject();
        }
        return new ReadOnlyMemory<byte>(stream.GetBuffer(), 0, (int)stream.Length);
    }
}

/// <summary>Reads a reply that must be JSON of a known form.</summary>
internal static class JsonReply
{
    /// <summary>Lets documents of users be nested as deep as Extended JSON may be.</summary>
    public static JsonDocumentOptions AnyDepth { get; } = new() { MaxDepth = EjsonWriter.JsonOptions.MaxDepth };

    /// <summary>
    /// What <paramref name="read"/> makes of the object; an <see cref="AppServicesException"/> that says what was
    /// <paramref name="expected"/> when the reply is no JSON object or <paramref name="read"/> returns null.
    /// </summary>
    public static T Read<T>(AppReply reply, string action, string expected, Func<JsonElement, T?> read)
        where T : class =>
        Parse(reply, action, expected, root => root.ValueKind == JsonValueKind.Object ? read(root) : null);

    /// <summary>As <see cref="Read"/>, for an array of objects, each of which must be what is expected.</summary>
    public static IReadOnlyList<T> ReadArray<T>(AppReply reply, string action, string expected, Func<JsonElement, T?> read)
        where T : class =>
        Parse(reply, action, expected, root =>
        {
            if (root.ValueKind != JsonValueKind.Array) return null;
            T?[] items = root.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Object ? read(item) : null).ToArray();
            return Array.IndexOf(items, null) < 0 ? (IReadOnlyList<T>)items! : null;
        });

    /// <summary>The string field <paramref name="name"/>; null when it is missing, empty or no string.</summary>
    public static string? Text(JsonElement document, string name) =>
        document.ValueKind == JsonValueKind.Object
            && document.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static T Parse<T>(AppReply reply, string action, string expected, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(reply.Body, AnyDepth);
            if (read(document.RootElement) is { } value) return value;
        }
        catch (JsonException error)
        {
            throw InvalidReply.Create(reply, action, expected, error);
        }
        throw InvalidReply.Create(reply, action, expected);
    }
}
