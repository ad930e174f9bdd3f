using AppServices.Server.Rules.Expressions;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Schemas;

/// <summary>A value that a schema is asked about.</summary>
/// <param name="Value">The value.</param>
/// <param name="Previous">What was in its place before; null for nothing.</param>
/// <param name="Path">Its path; empty for the document.</param>
/// <param name="Scope">The documents that it is part of.</param>
internal readonly record struct SchemaValue(BsonValue Value, BsonValue? Previous, string Path, DocumentScope Scope)
{
    /// <summary>A value within.</summary>
    public SchemaValue At(string name, BsonValue value, BsonValue? previous) =>
        new(value, previous, Path.Length == 0 ? name : $"{Path}.{name}", Scope);
}
