using System;
using System.Collections.Generic;
using AppServices.Server.Bson;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>The changes of watched collections, numbered as they happened. Rows go with the write that they tell of.</summary>
internal static class ChangeLog
{
    /// <summary>Adds a change.</summary>
    /// <param name="session">The session of the write.</param>
    /// <param name="collection">Where it happened.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="before">The document before; null for an insert.</param>
    /// <param name="after">The document after; null for a delete.</param>
    public static void Append(SqliteSession session, CollectionInfo collection, ChangeKind kind, BsonDocument? before, BsonDocument? after)
    {
        var body = new BsonDocument { ["kind"] = (int)kind, ["id"] = (after ?? before)!["_id"] };
        if (after is not null) body["after"] = after;
        else body["before"] = before;
        if (kind == ChangeKind.Update) body["update"] = DocumentDifference.Describe(before!, after!);
        session.Execute(
            "INSERT INTO changes (collection, time, body) VALUES ($0, $1, $2)",
            (long)collection.Id, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), BsonBytes.Write(body));
    }

    /// <summary>The number of the latest change of all; 0 before the first.</summary>
    public static long Latest(SqliteSession session) =>
        session.Scalar("SELECT seq FROM sqlite_sequence WHERE name = 'changes'") is long latest ? latest : 0;

    /// <summary>The changes of a collection after one, the oldest first.</summary>
    public static List<Change> Read(SqliteSession session, int collection, long after, int most)
    {
        var changes = new List<Change>();
        using SqliteDataReader reader = session.Query(
            "SELECT seq, time, body FROM changes WHERE collection = $0 AND seq > $1 ORDER BY seq LIMIT $2", (long)collection, after, (long)most);
        while (reader.Read())
        {
            BsonDocument body = BsonBytes.Read(reader.GetFieldValue<byte[]>(2));
            changes.Add(new Change(
                reader.GetInt64(0),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)),
                (ChangeKind)body["kind"].AsInt32,
                body["id"],
                body.GetValue("after", BsonNull.Value) as BsonDocument,
                body.GetValue("update", BsonNull.Value) as BsonDocument,
                body.GetValue("before", BsonNull.Value) as BsonDocument));
        }
        return changes;
    }

    /// <summary>Whether all changes after one are still there.</summary>
    public static bool Reaches(SqliteSession session, long after) =>
        session.Scalar("SELECT min(seq) FROM changes") is not long oldest ? after >= Latest(session) : after >= oldest - 1;

    /// <summary>Deletes what is older than anybody will ask for.</summary>
    public static void Trim(SqliteSession session, DateTimeOffset before) =>
        session.Execute("DELETE FROM changes WHERE time < $0", before.ToUnixTimeMilliseconds());
}
