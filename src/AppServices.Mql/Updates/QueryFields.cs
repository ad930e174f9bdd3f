using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Paths;
using AppServices.Mql.Queries;
using AppServices.Mql.Queries.Matchers;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates;

/// <summary>The fields that the equalities of a query stand for when an upsert inserts a document.</summary>
internal static class QueryFields
{
    /// <summary>All of them as a document, with documents along dotted paths.</summary>
    /// <exception cref="DocumentException">Two equalities are about the same field, or one about a field within the other's.</exception>
    public static BsonDocument Of(Predicate query)
    {
        List<(FieldPath Path, BsonValue Value)> fields = Find(query);
        fields.Sort(static (one, other) => TextOrder.Compare(one.Path.Text, other.Path.Text));
        CheckDistinct(fields);
        var document = new BsonDocument();
        foreach ((FieldPath path, BsonValue value) in fields) Set(document, path, value);
        return document;
    }

    /// <summary>The <c>_id</c> that a query asks for; null when it asks for none.</summary>
    /// <exception cref="DocumentException">It asks for several, or for parts of one.</exception>
    public static BsonValue? IdOf(Predicate query)
    {
        List<(FieldPath Path, BsonValue Value)> fields = Find(query).FindAll(static field => field.Path.Parts[0] == "_id");
        CheckDistinct(fields);
        if (fields.Find(static field => !field.Path.IsName) is { Path: { } inner })
            throw new DocumentException(
                111, "NotExactValueField", $"field at '_id' must be exactly specified, field at sub-path '{inner.Text}' found");
        return fields is [var only] ? only.Value : null;
    }

    private static List<(FieldPath Path, BsonValue Value)> Find(Predicate query)
    {
        List<(FieldPath Path, BsonValue Value)> fields = [];
        Find(query, fields);
        return fields;
    }

    private static void Find(Predicate query, List<(FieldPath Path, BsonValue Value)> fields)
    {
        switch (query)
        {
            case AndPredicate and:
                foreach (Predicate part in and.Parts) Find(part, fields);
                break;
            case OrPredicate { Parts: [var only] }:
                Find(only, fields);
                break;
            case FieldPredicate { Matcher: ComparisonMatcher { Comparison: Comparison.Equal } equality } field:
                fields.Add((field.Path, equality.Operand));
                break;
            case FieldPredicate { Matcher: InMatcher { Values: [var only], HasPatterns: false } } field:
                fields.Add((field.Path, only));
                break;
        }
    }

    private static void CheckDistinct(List<(FieldPath Path, BsonValue Value)> fields)
    {
        Dictionary<string, int> counts = fields.CountBy(static field => field.Path.Text).ToDictionary();
        foreach ((FieldPath path, _) in fields)
        {
            for (int dot = path.Text.IndexOf('.'); dot >= 0; dot = path.Text.IndexOf('.', dot + 1))
                if (counts.ContainsKey(path.Text[..dot])) throw UpdateErrors.AmbiguousFields(path.Text, path.Text[..dot]);
            if (counts[path.Text] > 1) throw UpdateErrors.AmbiguousField(path.Text);
        }
    }

    private static void Set(BsonDocument document, FieldPath path, BsonValue value)
    {
        ReadOnlySpan<string> parts = path.Parts;
        if (parts.Contains("")) throw UpdateErrors.EmptyName(path.Text);
        foreach (string name in parts[..^1])
        {
            if (!document.TryGetValue(name, out BsonValue inner)) document[name] = inner = new BsonDocument();
            document = inner.AsBsonDocument;
        }
        document[parts[^1]] = value;
    }
}
