using System;
using System.Collections.Generic;
using System.Text.Json;

namespace AppServices.Server.AppConfig;

/// <summary>Where in a JSON text a value is: the way to it, from which line and column are found when they are asked for.</summary>
internal sealed class JsonPosition
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly JsonPosition? _owner;
    private readonly string? _field;
    private readonly int _index;

    private JsonPosition(ReadOnlyMemory<byte> text, JsonPosition? owner, string? field, int index) =>
        (_text, _owner, _field, _index) = (text, owner, field, index);

    /// <summary>Whether the value is the whole text.</summary>
    public bool IsWhole => _owner is null;

    /// <param name="text">The text, in UTF-8 and without a byte order mark.</param>
    public static JsonPosition OfWhole(ReadOnlyMemory<byte> text) => new(text, owner: null, field: null, index: 0);

    /// <summary>The position of a field of this object; where it is there twice, the last one.</summary>
    public JsonPosition Field(string name) => new(_text, this, name, index: 0);

    /// <summary>The position of an item of this array.</summary>
    public JsonPosition Item(int index) => new(_text, this, field: null, index);

    /// <summary>Line and column, from 1; those of what it is in, where the text has a name that is no valid Unicode.</summary>
    public (int Line, int Column) Find()
    {
        var steps = new Stack<JsonPosition>();
        for (JsonPosition step = this; step._owner is { } owner; step = owner) steps.Push(step);
        var reader = new Utf8JsonReader(_text.Span);
        reader.Read();
        foreach (JsonPosition step in steps)
            if (!step.Enter(ref reader)) break;
        ReadOnlySpan<byte> before = _text.Span[..(int)reader.TokenStartIndex];
        return (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }

    /// <summary>The way, such as <c>roles[0].read</c>.</summary>
    public override string ToString() =>
        _owner is null ? "" : _field is null ? $"{_owner}[{_index}]" : _owner.IsWhole ? _field : $"{_owner}.{_field}";

    private bool Enter(ref Utf8JsonReader reader)
    {
        Utf8JsonReader inside = reader, found = default;
        bool isFound = false;
        for (int index = 0; inside.Read() && inside.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); index++)
        {
            bool isThis = _field is null ? index == _index : IsField(inside);
            if (inside.TokenType == JsonTokenType.PropertyName) inside.Read();
            if (isThis)
            {
                found = inside;
                isFound = true;
            }
            inside.Skip();
        }
        if (isFound) reader = found;
        return isFound;
    }

    private bool IsField(Utf8JsonReader name)
    {
        try
        {
            return name.TokenType == JsonTokenType.PropertyName && name.ValueTextEquals(_field);
        }
        catch (InvalidOperationException)
        {
            return false;       // an escape of half a character
        }
    }
}
