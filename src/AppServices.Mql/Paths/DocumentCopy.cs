using System;
using MongoDB.Bson;

namespace AppServices.Mql.Paths;

/// <summary>Documents that differ from others in one place, and share with them what is the same.</summary>
internal static class DocumentCopy
{
    /// <summary>A document without fields, which may have two of one name if the other may.</summary>
    public static BsonDocument Empty(BsonDocument document) => new() { AllowDuplicateNames = document.AllowDuplicateNames };

    /// <summary>A document of the same fields.</summary>
    public static BsonDocument Of(BsonDocument document)
    {
        BsonDocument copy = Empty(document);
        for (int i = 0; i < document.ElementCount; i++) copy.Add(document.GetElement(i));
        return copy;
    }

    /// <summary>
    /// The document with a value at a path; null takes away what is there. What is no document on the way gives way to one.
    /// </summary>
    public static BsonDocument With(BsonDocument document, FieldPath path, BsonValue? value) => With(document, path.Parts, value);

    private static BsonDocument With(BsonDocument document, ReadOnlySpan<string> path, BsonValue? value)
    {
        BsonDocument copy = Of(document);
        if (path.Length > 1) copy[path[0]] = With(document.GetValue(path[0], BsonNull.Value) as BsonDocument ?? [], path[1..], value);
        else if (value is null) copy.Remove(path[0]);
        else copy[path[0]] = value;
        return copy;
    }
}
