using System;
using System.Collections.Generic;
using System.Text.Json;

namespace AppServices.Server.AppConfig;

/// <summary>Where in a JSON text a value is: the way to it, from which line and column are found when they are asked for.</summary>
internal sealed class JsonPosition
{
    private readonly Lazy<JsonPlace> _whole;
    private readonly ReadOnlyMemory<byte> _text;
    private readonly JsonPosition? _owner;
    private readonly string? _field;
    private readonly int _index;

    private JsonPosition(JsonPosition owner, string? field, int index) =>
        (_whole, _text, _owner, _field, _index) = (owner._whole, owner._text, owner, field, index);

    private JsonPosition(ReadOnlyMemory<byte> text)
    {
        _text = text;
        _whole = new Lazy<JsonPlace>(() => JsonPlace.Of(text.Span));
    }

    /// <summary>Whether the value is the whole text.</summary>
    public bool IsWhole => _owner is null;

    private JsonPlace Place => _owner is null ? _whole.Value : _owner.Place.Find(_field, _index);

    /// <param name="text">The text, in UTF-8 and without a byte order mark.</param>
    public static JsonPosition OfWhole(ReadOnlyMemory<byte> text) => new(text);

    /// <summary>The position of a field of this object; where it is there twice, the last one.</summary>
    public JsonPosition Field(string name) => new(this, name, index: 0);

    /// <summary>The position of an item of this array.</summary>
    public JsonPosition Item(int index) => new(this, field: null, index);

    /// <summary>Line and column, from 1; those of what it is in, where the text has a name that is no valid Unicode.</summary>
    public (int Line, int Column) Find()
    {
        ReadOnlySpan<byte> before = _text.Span[..Place.Start];
        return (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }

    /// <summary>The way, such as <c>roles[0].read</c>.</summary>
    public override string ToString() =>
        _owner is null ? "" : _field is null ? $"{_owner}[{_index}]" : _owner.IsWhole ? _field : $"{_owner}.{_field}";

    /// <summary>Where a value begins, and where those in it do: a file with much wrong in it is read once for all of it.</summary>
    private sealed class JsonPlace(int start)
    {
        private Dictionary<string, JsonPlace>? _fields;
        private List<JsonPlace>? _items;

        public int Start { get; } = start;

        public static JsonPlace Of(ReadOnlySpan<byte> text)
        {
            var reader = new Utf8JsonReader(text);
            reader.Read();
            return Of(ref reader);
        }

        /// <summary>What is in it; this one where that is not known.</summary>
        public JsonPlace Find(string? field, int index) => field is null
            ? index < _items?.Count ? _items[index] : this
            : _fields?.GetValueOrDefault(field) ?? this;

        private static JsonPlace Of(ref Utf8JsonReader reader)
        {
            var place = new JsonPlace((int)reader.TokenStartIndex);
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                place._items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) place._items.Add(Of(ref reader));
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                place._fields = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    string? name = Name(reader);
                    reader.Read();
                    JsonPlace value = Of(ref reader);
                    if (name is not null) place._fields[name] = value;
                }
            }
            return place;
        }

        private static string? Name(Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString();
            }
            catch (InvalidOperationException)
            {
                return null;       // an escape of half a character
            }
        }
    }
}
