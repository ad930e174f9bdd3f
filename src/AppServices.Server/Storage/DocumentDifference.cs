using System.Globalization;
using AppServices.Mql.Values;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>
/// What an update changed, as change streams tell it: paths with new values, and paths that are gone. Source: client-api 8.4.
/// </summary>
internal static class DocumentDifference
{
    // Bytes of a difference in MongoDB's log: of one that is empty, and of an item besides its number and its value.
    private const int EmptySize = 9;
    private const int ItemSize = 3;

    private static readonly int s_around = BsonBytes.Write(new BsonDocument("", BsonNull.Value)).Length;

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
            if (before.TryGetValue(element.Name, out BsonValue old)) Compare(prefix + element.Name, old, element.Value, updated, removed);
            else updated[prefix + element.Name] = element.Value;
        }
    }

    private static void Compare(string path, BsonValue before, BsonValue after, BsonDocument updated, BsonArray removed)
    {
        if (ExactEquality.AreSame(before, after)) return;
        if (before is BsonDocument one && after is BsonDocument other) Compare($"{path}.", one, other, updated, removed);
        else if (before is not BsonArray old || after is not BsonArray now || !TryCompare(path, old, now, updated))
            updated[path] = after;
    }

    // Items are named one by one where that takes less room than the array, as MongoDB decides it. An array that has become shorter is
    // named as a whole, as after $pull and $pop, and so is one of whose items a field is gone.
    private static bool TryCompare(string path, BsonArray before, BsonArray after, BsonDocument updated)
    {
        if (after.Count < before.Count) return false;
        int size = EmptySize, most = SizeOf(after);
        var items = new BsonDocument();
        var removed = new BsonArray();
        for (int i = 0; i < after.Count; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            int known = items.ElementCount;
            if (i < before.Count) Compare($"{path}.{number}", before[i], after[i], items, removed);
            else items[$"{path}.{number}"] = after[i];
            for (; known < items.ElementCount; known++) size += ItemSize + number.Length + SizeOf(items.GetElement(known).Value);
            if (size >= most || removed.Count > 0) return false;
        }
        updated.AddRange(items);
        return true;
    }

    private static int SizeOf(BsonValue value) => BsonBytes.Write(new BsonDocument("", value)).Length - s_around;
}
