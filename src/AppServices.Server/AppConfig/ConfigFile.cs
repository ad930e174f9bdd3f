using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Unicode;

namespace AppServices.Server.AppConfig;

/// <summary>A JSON value of a configuration file, which knows the file for its errors and expands templates in strings.</summary>
internal sealed class ConfigFile
{
    private readonly JsonElement _value;
    private readonly JsonPosition _position;

    private ConfigFile(string path, JsonElement value, TemplateExpansion templates, JsonPosition position)
    {
        Path = path;
        _value = value;
        Templates = templates;
        _position = position;
    }

    public string Path { get; }

    /// <summary>The line of the file on which the value begins, from 1.</summary>
    public int Line => _position.Find().Line;

    public JsonValueKind Kind => _value.ValueKind;

    /// <summary>What replaces the templates in the strings of this value.</summary>
    public TemplateExpansion Templates { get; }

    /// <summary>The JSON text as it stands in the file.</summary>
    public string RawText => _value.GetRawText();

    /// <summary>Reads a file of the operator; null when there is none.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or is no JSON.</exception>
    public static ConfigFile? TryReadFile(string path) =>
        new ConfigFiles(
            new FolderFiles(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? path),
            TemplateExpansion.None).TryRead(path);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or is no JSON.</exception>
    public static ConfigFile Read(IAppFiles files, string path, TemplateExpansion templates)
    {
        try
        {
            byte[] content = files.Read(path);
            if (!Utf8.IsValid(content)) throw ConfigurationException.At(path, "The file is not UTF-8 text; save it as such.");
            ReadOnlyMemory<byte> text = content.AsMemory(content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
            return new ConfigFile(path, JsonElement.Parse(text.Span), templates, JsonPosition.OfWhole(text));
        }
        catch (JsonException error)
        {
            throw ConfigurationException.At(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ConfigurationException.CannotRead(path, error);
        }
    }

    /// <summary>The field of an object; null when it is missing or null.</summary>
    public ConfigFile? Field(string name)
    {
        JsonElement owner = Expect(JsonValueKind.Object, "an object");
        JsonElement value = Unicode(() => owner.TryGetProperty(name, out JsonElement found) ? found : default);
        return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null
            ? null
            : new ConfigFile(Path, value, Templates, _position.Field(name));
    }

    /// <summary>The fields of an object, in order.</summary>
    public IEnumerable<(string Name, ConfigFile Value)> Fields() =>
        Expect(JsonValueKind.Object, "an object").EnumerateObject()
            .Select(field => (Name: Unicode(() => field.Name), field.Value))
            .Select(field => (field.Name, new ConfigFile(Path, field.Value, Templates, _position.Field(field.Name))));

    /// <summary>The fields of an object whose values are all texts; the last one of a name counts.</summary>
    public Dictionary<string, string> Texts(StringComparer names)
    {
        var texts = new Dictionary<string, string>(names);
        foreach ((string name, ConfigFile value) in Fields()) texts[name] = value.Text();
        return texts;
    }

    /// <summary>The items of an array, in order.</summary>
    public IEnumerable<ConfigFile> Items() =>
        Expect(JsonValueKind.Array, "an array").EnumerateArray()
            .Select((item, index) => new ConfigFile(Path, item, Templates, _position.Item(index)));

    public string Text()
    {
        JsonElement text = Expect(JsonValueKind.String, "a string");
        string value = Unicode(() => text.GetString()!);
        return value.Contains('\0', StringComparison.Ordinal)
            ? throw Wrong("a text may not contain a null character")
            : Templates.Expand(value);
    }

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

    /// <summary>A whole number above 0, or above another one; null when it is missing.</summary>
    public int? Count(string name, int above = 0) => Field(name) is not { } field ? null
        : field.Kind == JsonValueKind.Number && field._value.TryGetInt32(out int count) && count > above ? count
        : throw field.Wrong($"a whole number above {above} is expected");

    /// <summary>An error about this value.</summary>
    public ConfigurationException Wrong(string message)
    {
        if (_position.IsWhole) return ConfigurationException.At(Path, message + ".");
        (int line, int column) = _position.Find();
        return ConfigurationException.At(Path, line, column, $"{message} (at {_position}).");
    }

    // The parser takes escapes of half a character; only taking the text out finds them.
    private T Unicode<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw Wrong("a text is not valid Unicode");
        }
    }

    private JsonElement Expect(JsonValueKind kind, string name) => Kind == kind ? _value : throw Wrong($"{name} is expected");
}
