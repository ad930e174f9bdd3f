using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Schemas;

/// <summary><c>minItems</c>, <c>maxItems</c>, <c>minProperties</c> and <c>maxProperties</c>.</summary>
internal sealed class CountRule(bool isOfItems, long bound, bool isMaximum) : SchemaRule
{
    public override bool Passes(BsonValue value)
    {
        int? count = isOfItems ? (value as BsonArray)?.Count : (value as BsonDocument)?.ElementCount;
        return count is null || (isMaximum ? count <= bound : count >= bound);
    }
}

/// <summary><c>uniqueItems</c>: no item of an array equals another; the order of an object's fields does not matter.</summary>
internal sealed class UniqueRule : SchemaRule
{
    public override bool Passes(BsonValue value)
    {
        if (value is not BsonArray items) return true;
        var known = new HashSet<BsonValue?>(BsonEquality.Instance);
        return items.All(item => known.Add(Sorted(item)));
    }

    private static BsonValue Sorted(BsonValue value) => value switch
    {
        BsonDocument document => new BsonDocument(document.OrderBy(field => field.Name, System.StringComparer.Ordinal)
            .Select(field => new BsonElement(field.Name, Sorted(field.Value)))),
        BsonArray array => new BsonArray(array.Select(Sorted)),
        _ => value,
    };
}

/// <summary><c>items</c> and <c>additionalItems</c> of an array.</summary>
/// <param name="first">The schemas of the first items, one each.</param>
/// <param name="others">The schema of all others; null where there may be none.</param>
/// <param name="cancellation">Ends the operation.</param>
internal sealed class ItemsRule(IReadOnlyList<JsonSchema> first, JsonSchema? others, CancellationToken cancellation) : SchemaRule
{
    public override bool Passes(BsonValue value)
    {
        if (value is not BsonArray items) return true;
        for (int i = 0; i < items.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if ((i < first.Count ? first[i] : others)?.Passes(items[i]) != true) return false;
        }
        return true;
    }
}

/// <summary><c>required</c>: an object has all of some fields.</summary>
internal sealed class RequiredRule(IReadOnlyList<string> names) : SchemaRule
{
    public override bool Passes(BsonValue value) => value is not BsonDocument document || names.All(document.Contains);
}

/// <summary><c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c> of an object.</summary>
/// <param name="named">The schemas of fields, by name.</param>
/// <param name="patterns">The schemas of fields whose names match.</param>
/// <param name="others">The schema of all others; null where there may be none.</param>
/// <param name="cancellation">Ends the operation.</param>
internal sealed class FieldsRule(
    IReadOnlyDictionary<string, JsonSchema> named, IReadOnlyList<(Regex Name, JsonSchema Schema)> patterns, JsonSchema? others,
    CancellationToken cancellation) : SchemaRule
{
    public override bool Passes(BsonValue value) => value is not BsonDocument document || document.All(Passes);

    private bool Passes(BsonElement field)
    {
        cancellation.ThrowIfCancellationRequested();
        bool isKnown = named.TryGetValue(field.Name, out JsonSchema? schema);
        if (schema?.Passes(field.Value) == false) return false;
        foreach ((Regex name, JsonSchema pattern) in patterns)
        {
            if (!Patterns.IsMatch(name, field.Name, PatternRule.Title, cancellation)) continue;
            isKnown = true;
            if (!pattern.Passes(field.Value)) return false;
        }
        return isKnown || others?.Passes(field.Value) == true;
    }
}

/// <summary><c>dependencies</c>: what an object with a field must be besides.</summary>
internal sealed class DependencyRule(string field, JsonSchema schema) : SchemaRule
{
    public override bool Passes(BsonValue value) =>
        value is not BsonDocument document || !document.Contains(field) || schema.Passes(document);
}
