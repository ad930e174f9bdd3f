using System;
using MongoDB.Bson;

namespace AppServices.Mql.Paths;

/// <summary>A dotted path such as <c>items.0.price</c>.</summary>
internal sealed class FieldPath
{
    private const int MaxParts = 200;

    private readonly string[] _parts;

    /// <exception cref="DocumentException">The path is too long.</exception>
    public FieldPath(string text)
    {
        Text = text;
        _parts = Split(text);
    }

    /// <summary>The path as it was written.</summary>
    public string Text { get; }

    /// <summary>The names between the dots; at least one.</summary>
    public ReadOnlySpan<string> Parts => _parts;

    /// <summary>Whether the path is a single name.</summary>
    public bool IsName => _parts.Length == 1;

    /// <summary>Whether this path is the other one, or leads to something within it.</summary>
    public bool IsWithin(FieldPath other) =>
        Parts.Length >= other.Parts.Length && Parts[..other.Parts.Length].SequenceEqual(other.Parts);

    /// <summary>Whether a name is one of those that a reference to a document (DBRef) has, which may begin with <c>$</c>.</summary>
    public static bool IsOfReference(string name) => name is "$ref" or "$id" or "$db";

    /// <summary>The names in a path.</summary>
    /// <exception cref="DocumentException">There are more than MongoDB takes, and what walks along paths can bear.</exception>
    public static string[] Split(string text) => text.AsSpan().Count('.') < MaxParts
        ? text.Split('.')
        : throw DocumentException.Numbered(15, "FieldPath is too long");

    /// <summary>The value that the path leads to through documents alone; null when there is none.</summary>
    public BsonValue? Find(BsonDocument document) => Find(document, _parts);

    /// <inheritdoc cref="Find(BsonDocument)"/>
    public static BsonValue? Find(BsonDocument document, ReadOnlySpan<string> parts)
    {
        BsonValue? value = document;
        foreach (string name in parts)
            if (value is not BsonDocument inner || !inner.TryGetValue(name, out value)) return null;
        return value;
    }

    public override string ToString() => Text;
}
