using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>What of a condition a database can answer with its indexes.</summary>
/// <param name="Document">A query that every document matches of which the condition is true.</param>
/// <param name="IsExact">Whether no other document matches it, and the condition is false of them.</param>
internal sealed record ImpliedQuery(BsonDocument Document, bool IsExact)
{
    /// <summary>A query that no document matches.</summary>
    public static BsonDocument Nothing => new("$nor", new BsonArray { new BsonDocument() });
}
