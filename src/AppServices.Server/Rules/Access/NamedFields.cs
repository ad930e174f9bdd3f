using AppServices.Mql.Updates.Changes;
using System.Collections.Generic;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Access;

/// <summary>The fields that an update names.</summary>
internal static class NamedFields
{
    /// <summary>Their paths; those of a replacement are the fields that it has.</summary>
    public static IEnumerable<string[]> Of(BsonDocument change) => change.ElementCount > 0 && change.GetElement(0).Name.StartsWith('$')
        ? change.Where(@operator => @operator.Name != "$setOnInsert" && @operator.Value is BsonDocument).SelectMany(OfOperator)
        : OfReplacement(change, []);

    private static IEnumerable<string[]> OfOperator(BsonElement @operator)
    {
        foreach (BsonElement field in @operator.Value.AsBsonDocument)
        {
            yield return field.Name.Split('.');
            if (@operator.Name == UpdateOperators.Rename && field.Value is BsonString target) yield return target.Value.Split('.');
        }
    }

    private static IEnumerable<string[]> OfReplacement(BsonDocument document, string[] prefix)
    {
        foreach (BsonElement field in document)
        {
            if (prefix.Length == 0 && field.Name == "_id") continue;        // stays as it is
            string[] path = [.. prefix, field.Name];
            if (field.Value is BsonDocument { ElementCount: > 0 } inner)
                foreach (string[] nested in OfReplacement(inner, path)) yield return nested;
            else
                yield return path;
        }
    }
}
