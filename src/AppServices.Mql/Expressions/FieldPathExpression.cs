using System;
using AppServices.Mql.Paths;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>
/// <c>$a.b</c> or <c>$$variable.a.b</c>: the value at a path. An array on the way stands for the values of its documents,
/// and numbers in the path do not count items.
/// </summary>
/// <param name="start">What the path begins at; null for the current document.</param>
/// <param name="path">The path.</param>
internal sealed class FieldPathExpression(Expression? start, FieldPath path) : Expression
{
    /// <summary>What the path begins at; null for the current document.</summary>
    public Expression? Start => start;

    /// <summary>The path from the document on; null when it begins at a variable.</summary>
    public FieldPath? DocumentPath => start is null ? path : null;

    public override bool IsConstant => start is { IsConstant: true };

    public override bool IsReference => start is null or { IsReference: true };

    public override BsonValue? Evaluate(EvaluationScope scope) => (start is null ? scope.Current : start.Evaluate(scope)) switch
    {
        BsonDocument document => Find(document, path.Parts),
        BsonArray array => FindInItems(array, path.Parts),
        _ => null,
    };

    /// <summary>A path as it is written in expressions.</summary>
    /// <exception cref="DocumentException">It is not a valid one.</exception>
    public static FieldPath ParsePath(string text)
    {
        if (text.Length == 0) throw DocumentException.Numbered(40352, "FieldPath cannot be constructed with empty string");
        if (text[^1] == '.') throw DocumentException.Numbered(40353, "FieldPath must not end with a '.'.");
        var path = new FieldPath(text);
        foreach (string name in path.Parts)
        {
            if (name.Length == 0) throw DocumentException.Numbered(15998, "FieldPath field names may not be empty strings.");
            if (name[0] == '$' && !FieldPath.IsOfReference(name))
                throw DocumentException.Numbered(
                    16410, $"FieldPath field names may not start with '$'. Consider using $getField or $setField, not '{name}'.");
            if (name.Contains('\0')) throw DocumentException.Numbered(16411, "FieldPath field names may not contain '\\0'.");
        }
        return path;
    }

    private static BsonValue? Find(BsonDocument document, ReadOnlySpan<string> path)
    {
        while (document.TryGetValue(path[0], out BsonValue value))
        {
            if (path.Length == 1) return value;
            path = path[1..];
            switch (value)
            {
                case BsonDocument inner: document = inner; continue;
                case BsonArray array: return FindInItems(array, path);
                default: return null;
            }
        }
        return null;
    }

    private static BsonArray FindInItems(BsonArray array, ReadOnlySpan<string> path)
    {
        var found = new BsonArray(array.Count);
        for (int i = 0; i < array.Count; i++)
            if (array[i] is BsonDocument document && Find(document, path) is { } value) found.Add(value);
        return found;
    }
}
