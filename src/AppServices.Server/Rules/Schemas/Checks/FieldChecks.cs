using System.Collections.Generic;
using AppServices.Mql.Queries.Matchers;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Schemas.Checks;

/// <summary><c>required</c>: fields that must be there.</summary>
internal sealed class RequiredCheck(IReadOnlyList<string> names) : SchemaCheck
{
    public override void Find(in SchemaValue value, List<string> violations)
    {
        if (value.Value is not BsonDocument document) return;
        foreach (string name in names)
            if (!document.Contains(name)) violations.Add(At(value.At(name, BsonNull.Value, null), "is required"));
    }
}

/// <summary>
/// <c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c>. Null is good for some: the hosted service had a
/// switch for fields that are not required, which exports do not contain (app-folder 6.9).
/// </summary>
/// <param name="named">Schemas by field.</param>
/// <param name="patterns">Schemas for fields whose names match.</param>
/// <param name="additional">The schema for all others; null when there may be none.</param>
/// <param name="nullable">The fields that may be null whatever their schemas say.</param>
internal sealed class PropertiesCheck(
    IReadOnlyDictionary<string, Schema> named, IReadOnlyList<(RegexMatcher Name, Schema Schema)> patterns, Schema? additional,
    IReadOnlySet<string> nullable) : SchemaCheck
{
    public override void Find(in SchemaValue value, List<string> violations)
    {
        if (value.Value is not BsonDocument document) return;
        var previous = value.Previous as BsonDocument;
        foreach (BsonElement field in document)
        {
            SchemaValue inner = value.At(field.Name, field.Value, previous?.GetValue(field.Name, null));
            if (field.Value is BsonNull && nullable.Contains(field.Name)) continue;
            Find(field.Name, inner, violations);
        }
    }

    private void Find(string name, in SchemaValue value, List<string> violations)
    {
        bool isKnown = named.TryGetValue(name, out Schema? schema);
        schema?.Find(value, violations);
        foreach ((RegexMatcher pattern, Schema matching) in patterns)
        {
            if (!pattern.Holds(name)) continue;
            isKnown = true;
            matching.Find(value, violations);
        }
        if (isKnown) return;
        if (additional is null) violations.Add(At(value, "is no field of the schema"));
        else additional.Find(value, violations);
    }
}

/// <summary><c>dependencies</c>: what must be there, or hold, when a field is there.</summary>
internal sealed class DependencyCheck(string field, IReadOnlyList<string> needed, Schema? schema) : SchemaCheck
{
    public override void Find(in SchemaValue value, List<string> violations)
    {
        if (value.Value is not BsonDocument document || !document.Contains(field)) return;
        foreach (string name in needed)
            if (!document.Contains(name)) violations.Add(At(value.At(name, BsonNull.Value, null), $"is required beside '{field}'"));
        schema?.Find(value, violations);
    }
}
