using System;
using System.Text.Json;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>Reads one value: the recursive part of the reader, with the working storage of one call.</summary>
internal sealed class ReadPass(EjsonShape shape, NameTable names, int maxDepth)
{
    // Items of the arrays that are being read, outer ones below inner ones.
    private object?[] items = [];
    private int itemCount;

    public EjsonShape Shape => shape;

    /// <summary>The value whose first token the reader stands on; leaves it on the last.</summary>
    public object? Value(ref Utf8JsonReader reader, int depth) => reader.TokenType switch
    {
        JsonTokenType.String => JsonText.String(ref reader),
        JsonTokenType.StartObject => Object(ref reader, depth + 1),
        JsonTokenType.Number => PlainNumber.Read(ref reader),
        JsonTokenType.StartArray => Array(ref reader, depth + 1),
        JsonTokenType.True => Boxes.True,
        JsonTokenType.False => Boxes.False,
        JsonTokenType.Null => null,
        _ => throw Tokens.Fail(ref reader, $"A value was expected, not {JsonText.Name(reader.TokenType)}."),
    };

    /// <summary>The document whose start the reader stands on, whatever the shape.</summary>
    public BsonDocument Scope(ref Utf8JsonReader reader, int depth)
    {
        ReadPass pass = shape is BsonDocumentShape ? this : new ReadPass(EjsonShape.Default, names, maxDepth);
        return pass.Value(ref reader, depth) as BsonDocument
            ?? throw Tokens.Fail(ref reader, "\"$scope\" needs a document, not a value of another type.");
    }

    /// <summary>What the field name that the reader stands on marks.</summary>
    public static TypeKey Key(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped) return TypeKeys.Find(JsonText.Utf8(ref reader));
        ReadOnlySpan<byte> name = reader.ValueSpan;
        return name.Length > 0 && name[0] == '$' ? TypeKeys.Find(name) : TypeKey.None;
    }

    private object? Object(ref Utf8JsonReader reader, int depth)
    {
        bool more = Tokens.NextField(ref reader);
        TypeKey key = more ? Key(ref reader) : TypeKey.None;
        if (key != TypeKey.None && TypeObject.TryRead(ref reader, key, this, depth, out object? value)) return value;

        if (depth > maxDepth) throw TooDeep(ref reader);
        object document = shape.BeginDocument();
        while (more)
        {
            string name = names.Get(ref reader);
            if (reader.ValueIsEscaped && name.AsSpan().IndexOf('\0') >= 0)
                throw Tokens.Fail(ref reader, "A field name cannot hold a null character.");
            Tokens.Next(ref reader);
            shape.AddField(document, name, Value(ref reader, depth));
            more = Tokens.NextField(ref reader);
            if (more && Key(ref reader).IsAlwaysType()) throw NotAlone(ref reader);
        }

        return shape.EndDocument(document);
    }

    private object? Array(ref Utf8JsonReader reader, int depth)
    {
        if (depth > maxDepth) throw TooDeep(ref reader);
        int start = itemCount;
        for (Tokens.Next(ref reader); reader.TokenType != JsonTokenType.EndArray; Tokens.Next(ref reader))
        {
            object? item = Value(ref reader, depth);
            if (itemCount == items.Length) System.Array.Resize(ref items, Math.Max(8, itemCount * 2));
            items[itemCount++] = item;
        }

        Span<object?> own = items.AsSpan(start, itemCount - start);
        object? array = shape.MakeArray(own);
        own.Clear();
        itemCount = start;
        return array;
    }

    private static EjsonException NotAlone(ref Utf8JsonReader reader) => Tokens.Fail(
        ref reader, $"The field {JsonText.Quote(JsonText.Utf8(ref reader))} marks a type, so its object cannot have other fields.");

    private EjsonException TooDeep(ref Utf8JsonReader reader) =>
        Tokens.Fail(
            ref reader, $"The value is nested more than {maxDepth} levels deep. Nest it less, or write the inner part as a string.");
}
