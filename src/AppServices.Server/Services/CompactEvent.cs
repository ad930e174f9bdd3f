using System.Collections.Generic;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>
/// Change events as Stitch asks for them with <c>useCompactEvents</c>: short keys, and no document for updates. Source: client-api 8.1.
/// </summary>
internal static class CompactEvent
{
    private const string VersionField = "__stitch_sync_version";

    private static readonly (string Name, string Short)[] s_keys =
        [("operationType", "ot"), ("ns", "ns"), ("documentKey", "dk"), ("fullDocument", "fd"), ("updateDescription", "ud")];

    public static BsonDocument Of(ChangeEvent change)
    {
        var compact = new BsonDocument();
        foreach ((string name, string key) in Keys(change))
            if (change.Document.TryGetValue(name, out BsonValue value)) compact[key] = value;
        if (change.After?.TryGetValue(VersionField, out BsonValue version) == true) compact["sdv"] = version;
        return compact;
    }

    private static IEnumerable<(string Name, string Short)> Keys(ChangeEvent change)
    {
        bool isUpdate = change.Document["operationType"] == "update";
        foreach ((string Name, string Short) key in s_keys)
            if (!isUpdate || key.Name != "fullDocument") yield return key;
    }
}
