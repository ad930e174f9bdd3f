using System;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Paths;

/// <summary>A dotted path such as <c>items.0.price</c>.</summary>
internal sealed class FieldPath
{
    private readonly string[] _parts;

    public FieldPath(string text)
    {
        Text = text;
        _parts = text.Split('.');
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

    /// <summary>The value that the path leads to through documents alone; null when there is none.</summary>
    public BsonValue? Find(BsonDocument document)
    {
        BsonValue? value = document;
        foreach (string name in _parts)
            if (value is not BsonDocument inner || !inner.TryGetValue(name, out value)) return null;
        return value;
    }

    public override string ToString() => Text;
}
