using System;
using System.Collections.Generic;
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

    /// <summary>What many writes did, and which of them failed by their places among the operations (client-api 17.2).</summary>
    public static BsonDocument OfBulk(WriteResult result, IReadOnlyList<(int Place, Exception Error)> errors) => new()
    {
        ["insertedCount"] = result.InsertedIds.Count,
        ["matchedCount"] = (int)result.Matched,
        ["modifiedCount"] = (int)result.Modified,
        ["deletedCount"] = (int)result.Deleted,
        ["upsertedCount"] = result.UpsertedIds.Count,
        ["insertedIds"] = Ids(result.InsertedIds),
        ["upsertedIds"] = Ids(result.UpsertedIds),
        ["writeErrors"] = new BsonArray(errors.Select(failed => OfError(failed.Place, failed.Error))),
    };

    public static BsonDocument OfDelete(WriteResult result) => new("deletedCount", (int)result.Deleted);

    private static BsonArray Ids(IEnumerable<KeyValuePair<int, BsonValue>> ids) =>
        [.. ids.Select(id => new BsonDocument { ["index"] = id.Key, ["_id"] = id.Value })];

    private static BsonDocument OfError(int place, Exception error)
    {
        DataError told = DataErrors.Describe(error)
            ?? throw new InvalidOperationException("A write fails by what the database refuses.", error);
        return new BsonDocument { ["index"] = place, ["code"] = told.Number, ["error_code"] = told.Code, ["errmsg"] = told.Text };
    }
}
