using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Schemas;

/// <summary>
/// A JSON Schema as MongoDB has it: each keyword asks values of its own kind and passes all others, and a missing value is asked nothing.
/// </summary>
internal sealed class JsonSchema(IReadOnlyList<SchemaRule> rules)
{
    /// <summary>Passes everything.</summary>
    public static JsonSchema Anything { get; } = new([]);

    /// <summary>Whether a value passes all rules.</summary>
    public bool Passes(BsonValue value)
    {
        foreach (SchemaRule rule in rules)
            if (!rule.Passes(value)) return false;
        return true;
    }
}

/// <summary>A keyword of a schema with what it was given. It holds no state, so any number of threads can use it.</summary>
internal abstract class SchemaRule
{
    public abstract bool Passes(BsonValue value);
}

/// <summary><c>$jsonSchema</c>: the whole document passes a schema.</summary>
internal sealed class SchemaPredicate(JsonSchema schema) : Predicate
{
    public override bool Matches(BsonDocument document) => schema.Passes(document);
}
