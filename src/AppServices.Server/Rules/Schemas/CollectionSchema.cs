using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Rules.Expressions;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Schemas;

/// <summary>What documents of a collection look like. Writes of the system are not asked (app-folder 6.9).</summary>
internal sealed class CollectionSchema(string? title, Schema schema)
{
    private const int MaxTold = 5;

    /// <summary>The name by which some clients call the collection.</summary>
    public string? Title => title;

    /// <summary>Refuses a document that is not as the schema says, with the paths of what is wrong (app-folder 6.10).</summary>
    /// <exception cref="AccessRefusedException">It is not.</exception>
    public void Check(BsonDocument? before, BsonDocument after, CallTable calls)
    {
        var violations = new List<string>();
        schema.Find(new SchemaValue(after, before, "", new DocumentScope(after, before, calls)), violations);
        if (violations.Count == 0) return;
        string operation = before is null ? "insert" : "update";
        throw new AccessRefusedException(
            400, "SchemaValidationFailedWrite",
            $"{operation} not permitted: schema validation failed: {string.Join("; ", violations.Take(MaxTold))}");
    }
}
