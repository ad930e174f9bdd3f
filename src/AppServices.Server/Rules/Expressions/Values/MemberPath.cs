using System;
using System.Globalization;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Values;

/// <summary>
/// Follows paths into the values of expansions. A path through an array means that field of each of its documents, as in a query.
/// </summary>
internal static class MemberPath
{
    public static BsonValue? Find(BsonValue? value, ReadOnlySpan<string> path)
    {
        bool ignoreCase = false;
        foreach (string name in path)
        {
            value = Member(value, name, ignoreCase);
            ignoreCase = name == "requestHeaders";      // header names have no case of their own
        }
        return value;
    }

    private static BsonValue? Member(BsonValue? value, string name, bool ignoreCase) => value switch
    {
        BsonDocument document when document.TryGetValue(name, out BsonValue found) => found,
        BsonDocument document when ignoreCase => MemberInAnyCase(document, name),
        BsonArray array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) =>
            index < array.Count ? array[index] : null,
        BsonArray array => Members(array, name),
        _ => null,
    };

    private static BsonValue? MemberInAnyCase(BsonDocument document, string name)
    {
        foreach (BsonElement element in document)
            if (string.Equals(element.Name, name, StringComparison.OrdinalIgnoreCase)) return element.Value;
        return null;
    }

    private static BsonArray? Members(BsonArray array, string name)
    {
        var found = new BsonArray();
        foreach (BsonValue item in array)
            if (item is BsonDocument document && document.TryGetValue(name, out BsonValue value)) found.Add(value);
        return found.Count == 0 ? null : found;
    }
}
