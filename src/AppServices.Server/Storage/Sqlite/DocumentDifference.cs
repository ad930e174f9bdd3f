using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>What an update changed, as change streams tell it: paths with new values, and paths that are gone.</summary>
internal static class DocumentDifference
{
    public static BsonDocument Describe(BsonDocument before, BsonDocument after)
    {
        var updated = new BsonDocument();
        var removed = new BsonArray();
        Compare("", before, after, updated, removed);
        return new BsonDocument { ["updatedFields"] = updated, ["removedFields"] = removed };
    }

    private static void Compare(string prefix, BsonDocument before, BsonDocument after, BsonDocument updated, BsonArray removed)
    {
        foreach (BsonElement element in before)
            if (!after.Contains(element.Name)) removed.Add(prefix + element.Name);
        foreach (BsonElement element in after)
        {
            if (!before.TryGetValue(element.Name, out BsonValue old)) updated[prefix + element.Name] = element.Value;
            else if (ExactEquality.AreSame(old, element.Value)) continue;
            else if (old is BsonDocument one && element.Value is BsonDocument other)
                Compare($"{prefix}{element.Name}.", one, other, updated, removed);
            else updated[prefix + element.Name] = element.Value;
        }
    }
}
