using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using AppServices.Server.Errors;
using AppServices.Server.Storage;

namespace AppServices.Server.Admin.Objects;

/// <summary>
/// What is asked of the fields of an object before it is deployed, because files of exports may have more than what is worth making anew.
/// Source: admin-api 4.1.
/// </summary>
internal static class ObjectChecks
{
    private const int MaxName = 128;

    /// <summary>The name of an object, which others may refer to.</summary>
    /// <exception cref="ApiException">It is missing, or could be none.</exception>
    public static string Name(this JsonObject body)
    {
        string name = body.RequiredText("name");
        return name.Length <= MaxName && !name.Any(letter => char.IsControl(letter) || letter is '/' or '\\')
            ? name
            : throw Invalid($"'name' must have {MaxName} characters at most, and none of '/', '\\' and control characters");
    }

    /// <summary>A text that is one of a few; null when it is missing.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public static string? OneOf(this JsonObject body, string name, IReadOnlyList<string> possible) =>
        body.Text(name) is not { Length: > 0 } text || possible.Contains(text, StringComparer.OrdinalIgnoreCase)
            ? body.Text(name)
            : throw Unknown(name, text, possible);

    /// <summary>Texts of which each is one of a few, and there is at least one.</summary>
    /// <exception cref="ApiException">They are missing, or something else.</exception>
    public static IReadOnlyList<string> SomeOf(this JsonObject body, string name, IReadOnlyList<string> possible)
    {
        if (body.Items(name) is not { Count: > 0 } items)
            throw new ApiException(400, "MissingParameter", $"'{name}' is a required array of {string.Join(", ", possible)}");
        string[] texts = [.. items.Select(item => item is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw Invalid($"'{name}' must be an array of strings"))];
        return Array.Find(texts, text => !possible.Contains(text, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? throw Unknown(name, unknown, possible)
            : texts;
    }

    /// <summary>An object that the body must have.</summary>
    /// <exception cref="ApiException">It is missing, or something else.</exception>
    public static JsonObject RequiredPart(this JsonObject body, string name) =>
        body.Part(name) ?? throw new ApiException(400, "MissingParameter", $"'{name}' is a required object");

    /// <summary>Refuses flags that are none.</summary>
    public static void Flags(this JsonObject body, params ReadOnlySpan<string> names)
    {
        foreach (string name in names) body.Flag(name);
    }

    /// <summary>Refuses texts that are none.</summary>
    public static void Texts(this JsonObject body, params ReadOnlySpan<string> names)
    {
        foreach (string name in names) body.Text(name);
    }

    /// <summary>The names of a collection that MongoDB could have.</summary>
    /// <exception cref="ApiException">It could not.</exception>
    public static (string Database, string Collection) Namespace(this JsonObject body)
    {
        string database = body.RequiredText("database"), collection = body.RequiredText("collection");
        if (CollectionName.Problem(database, collection) is { } problem) throw Invalid(problem);
        return (database, collection);
    }

    /// <summary>A field that is something else than it should be.</summary>
    public static ApiException Invalid(string message) => new(400, "InvalidParameter", message);

    private static ApiException Unknown(string field, string text, IReadOnlyList<string> possible) =>
        Invalid($"'{text}' is unknown in '{field}'; {string.Join(", ", possible)} are possible");
}
