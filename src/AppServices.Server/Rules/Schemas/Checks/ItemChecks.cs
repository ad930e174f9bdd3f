using System.Collections.Generic;
using System.Globalization;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Schemas.Checks;

/// <summary><c>items</c>: a schema for every item, or one for each of the first with one for the rest.</summary>
/// <param name="first">The schemas of the first items.</param>
/// <param name="others">The schema of the others; null when there may be none.</param>
internal sealed class ItemsCheck(IReadOnlyList<Schema> first, Schema? others) : SchemaCheck
{
    public override void Find(in SchemaValue value, List<string> violations)
    {
        if (value.Value is not BsonArray array) return;
        for (int i = 0; i < array.Count; i++)
        {
            BsonValue? previous = value.Previous is BsonArray old && i < old.Count ? old[i] : null;
            SchemaValue item = value.At(i.ToString(CultureInfo.InvariantCulture), array[i], previous);
            if (i < first.Count) first[i].Find(item, violations);
            else if (others is not null) others.Find(item, violations);
            else violations.Add(At(item, "is one item too many"));
        }
    }
}

/// <summary><c>uniqueItems</c>: no two items are equal.</summary>
internal sealed class UniqueCheck : SchemaCheck
{
    public override void Find(in SchemaValue value, List<string> violations)
    {
        if (value.Value is not BsonArray array) return;
        var seen = new HashSet<BsonValue?>(BsonEquality.Instance);
        foreach (BsonValue item in array)
        {
            if (seen.Add(item)) continue;
            violations.Add(At(value, "must have no item twice"));
            return;
        }
    }
}
