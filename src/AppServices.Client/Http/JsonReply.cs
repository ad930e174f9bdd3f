using System;
using System.Text.Json;
using AppServices.Errors;

namespace AppServices.Http;

/// <summary>Reads a reply that must be a JSON object of a known form.</summary>
internal static class JsonReply
{
    /// <summary>
    /// What <paramref name="read"/> makes of the object; an <see cref="AppServicesException"/> that says what was
    /// <paramref name="expected"/> when the reply is no JSON object or <paramref name="read"/> returns null.
    /// </summary>
    public static T Read<T>(AppReply reply, string action, string expected, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(reply.Body);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root && read(root) is { } value) return value;
        }
        catch (JsonException error)
        {
            throw InvalidReply.Create(reply, action, expected, error);
        }
        throw InvalidReply.Create(reply, action, expected);
    }

    /// <summary>The string field <paramref name="name"/>; null when it is missing, empty or no string.</summary>
    public static string? Text(JsonElement document, string name) =>
        document.ValueKind == JsonValueKind.Object
            && document.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
