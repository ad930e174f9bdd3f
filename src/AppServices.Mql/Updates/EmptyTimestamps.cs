using System;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Mql.Updates;

/// <summary>
/// Timestamps of nothing, <c>Timestamp(0, 0)</c>, in the fields of a document that is stored anew: they become the time, as MongoDB has
/// it. Those within other values and in <c>_id</c> stay as they are.
/// </summary>
internal static class EmptyTimestamps
{
    /// <summary>The document, or a copy with the time in it.</summary>
    public static BsonDocument Fill(BsonDocument document)
    {
        if (!document.Any(IsEmpty)) return document;
        var filled = new BsonDocument { AllowDuplicateNames = document.AllowDuplicateNames };
        TimeSpan now = DateTime.UtcNow - DateTime.UnixEpoch;
        // Within a second the part of it tells one from another.
        int part = (int)(now.Ticks % TimeSpan.TicksPerSecond);
        foreach (BsonElement element in document)
            filled.Add(IsEmpty(element) ? new BsonElement(element.Name, new BsonTimestamp((int)(uint)now.TotalSeconds, ++part)) : element);
        return filled;
    }

    private static bool IsEmpty(BsonElement element) => element.Value is BsonTimestamp { Value: 0 } && element.Name != "_id";
}
