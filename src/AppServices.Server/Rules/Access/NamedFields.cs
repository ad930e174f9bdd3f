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
            yield return Parts(field.Name);
            if (@operator.Name == UpdateOperators.Rename && field.Value is BsonString target) yield return Parts(target.Value);
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

    // Places in arrays are no fields: what is said of an array's documents is said of all of them. One that a condition chooses
    // stays in the path, where no rule shows it: the condition could ask for what is hidden in the documents.
    private static string[] Parts(string path) =>
        path.Split('.').Where(part => part is not ("$" or "$[]" or "") && !part.All(char.IsAsciiDigit)).DefaultIfEmpty(path).ToArray();
}
