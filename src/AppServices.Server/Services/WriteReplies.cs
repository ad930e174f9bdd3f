using System.Linq;
using AppServices.Server.Operations;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>The results of writes as clients and functions read them (client-api 7.1, 7.3).</summary>
internal static class WriteReplies
{
    /// <summary>Counts are Int32; an <c>upsertedId</c> is there only when a document was inserted.</summary>
    public static BsonDocument OfUpdate(WriteResult result)
    {
        int upserted = result.UpsertedIds.Count;
        var reply = new BsonDocument { ["matchedCount"] = (int)result.Matched, ["modifiedCount"] = (int)result.Modified };
        if (upserted > 0) reply["upsertedId"] = result.UpsertedIds.First().Value;
        return reply;
    }

    public static BsonDocument OfDelete(WriteResult result) => new("deletedCount", (int)result.Deleted);
}
