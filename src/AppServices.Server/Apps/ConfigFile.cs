using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace AppServices.Server.Apps;

/// <summary>A JSON value of a configuration file, which knows the file for its errors and expands templates in strings.</summary>
internal sealed class ConfigFile
{
    private readonly JsonElement _value;
    private readonly TemplateExpansion _templates;
    private readonly string _place;

    private ConfigFile(string path, JsonElement value, TemplateExpansion templates, string place)
    {
        Path = path;
        _value = value;
        _templates = templates;
        _place = place;
    }

    public string Path { get; }

    public JsonValueKind Kind => _value.ValueKind;

    /// <summary>The JSON text as it stands in the file.</summary>
    public string RawText => _value.GetRawText();

    /// <summary>Reads a file; null when there is none.</summary>
    public static ConfigFile? TryRead(string path, TemplateExpansion templates)
    {
        if (!File.Exists(path)) return null;
        byte[] content = File.ReadAllBytes(path);
        try
        {
            return new ConfigFile(path, JsonElement.Parse(SkipMark(content)), templates, "");
        }
        catch (JsonException error)
        {
            throw AppFolderException.At(path, error);
        }
    }

    /// <summary>The field of an object; null when it is missing or null.</summary>
    public ConfigFile? Field(string name) =>
        Kind == JsonValueKind.Object && _value.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? new ConfigFile(Path, value, _templates, _place.Length == 0 ? name : $"{_place}.{name}")
            : null;

    /// <summary>The fields of an object, in order.</summary>
    public IEnumerable<(string Name, ConfigFile Value)> Fields() =>
        Expect(JsonValueKind.Object, "an object").EnumerateObject()
            .Select(field => (field.Name, new ConfigFile(Path, field.Value, _templates, $"{_place}.{field.Name}".TrimStart('.'))));

    /// <summary>The items of an array, in order.</summary>
    public IEnumerable<ConfigFile> Items() =>
        Expect(JsonValueKind.Array, "an array").EnumerateArray()
            .Select((item, index) => new ConfigFile(Path, item, _templates, $"{_place}[{index}]"));

    public string Text() => _templates.Expand(Expect(JsonValueKind.String, "a string").GetString()!);

    public string? Text(string name) => Field(name)?.Text();

    /// <summary>A string that must be there.</summary>
    public string RequiredText(string name) => Text(name) is { Length: > 0 } text
        ? text
        : throw Wrong($"the string '{name}' is missing or empty");

    public bool Flag(string name) => Field(name) is { } field && field.Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw field.Wrong("true or false is expected"),
    };

    /// <summary>Refuses an object with other fields than these, which would have no effect.</summary>
    public void ExpectOnly(params string[] names)
    {
        foreach ((string name, ConfigFile value) in Fields())
        {
            if (!names.Contains(name)) throw value.Wrong($"'{name}' is unknown; {string.Join(", ", names)} are possible");
        }
    }

    /// <summary>A whole number above 0; null when it is missing.</summary>
    public int? Count(string name) => Field(name) is not { } field ? null
        : field.Kind == JsonValueKind.Number && field._value.TryGetInt32(out int count) && count > 0 ? count
        : throw field.Wrong("a whole number above 0 is expected");

    /// <summary>An error about this value.</summary>
    public AppFolderException Wrong(string message) =>
        AppFolderException.At(Path, _place.Length == 0 ? $"{message}." : $"{message} (at {_place}).");

    private JsonElement Expect(JsonValueKind kind, string name) => Kind == kind ? _value : throw Wrong($"{name} is expected");

    private static ReadOnlySpan<byte> SkipMark(ReadOnlySpan<byte> content) =>
        content.StartsWith("\uFEFF"u8) ? content[3..] : content;
}
