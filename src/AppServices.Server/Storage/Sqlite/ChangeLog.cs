using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AppServices.Mql;
using AppServices.Server.Bson;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>The changes of watched collections, numbered as they happened. Rows go with the write that they tell of.</summary>
internal static class ChangeLog
{
    private const string TokenPrefix = "82";
    private const int MaxAtOnce = 100;
    private const int MaxBytesAtOnce = 4 * 1024 * 1024;
    private const int TrimmedAtOnce = 1000;

    // What is kept for readers who are away: beyond either, they have lost their place (app-folder 7.5).
    private const long MaxBytesKept = 256L * 1024 * 1024;
    private static readonly TimeSpan s_keptForReaders = TimeSpan.FromDays(7);

    /// <summary>How long changes are kept for streams that break off.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>A position as watchers and readers have it.</summary>
    public static string Token(long number) => TokenPrefix + number.ToString("X16", CultureInfo.InvariantCulture);

    /// <summary>The number of a position.</summary>
    /// <exception cref="DocumentException">It is none of this server.</exception>
    public static long Position(string token) =>
        token.StartsWith(TokenPrefix, StringComparison.Ordinal)
            && long.TryParse(
                token.AsSpan(TokenPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new DocumentException(260, "InvalidResumeToken", "The resume token is not one of this server.");

    /// <summary>Adds a change.</summary>
    /// <param name="session">The session of the write.</param>
    /// <param name="collection">Where it happened.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="before">The document before; null for an insert, and where the collection is dropped.</param>
    /// <param name="after">The document after; null for a delete, and where the collection is dropped.</param>
    public static void Append(SqliteSession session, CollectionInfo collection, ChangeKind kind, BsonDocument? before, BsonDocument? after)
    {
        var body = new BsonDocument { ["kind"] = (int)kind, ["id"] = (after ?? before)?.GetValue("_id", null) ?? BsonNull.Value };
        if (after is not null) body["after"] = after;
        if (before is not null && (after is null || collection.KeepsBefore)) body["before"] = before;
        if (kind == ChangeKind.Update) body["update"] = DocumentDifference.Describe(before!, after!);
        session.Execute(
            "INSERT INTO changes (collection, time, body) VALUES ($0, $1, $2)",
            (long)collection.Id, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), BsonBytes.Write(body));
    }

    /// <summary>The number of the latest change of all; 0 before the first.</summary>
    public static long Latest(SqliteSession session) =>
        session.Scalar("SELECT seq FROM sqlite_sequence WHERE name = 'changes'") is long latest ? latest : 0;

    /// <summary>The number of the last change before a moment; of the one before all that are there, when they are all later.</summary>
    public static long Before(SqliteSession session, DateTimeOffset moment) =>
        session.Scalar("SELECT min(seq) FROM changes WHERE time >= $0", moment.ToUnixTimeMilliseconds()) is long first
            ? first - 1
            : Latest(session);

    /// <summary>
    /// Some of the changes after one, the oldest first, the number after which the others are, and whether there are no others yet.
    /// </summary>
    /// <exception cref="DocumentException">Not all of them are still there.</exception>
    public static (List<Change> Changes, long Position, bool IsEnd) Read(ReadTransaction transaction, CollectionName scope, long after)
    {
        RequireReach(transaction.Session, after);
        Dictionary<long, CollectionName> names = Names(transaction, scope);
        var changes = new List<Change>();
        int bytes = 0;
        using SqliteDataReader reader = transaction.Session.Query(
            $"SELECT seq, collection, time, body FROM changes WHERE {In(names)} AND seq > $0 ORDER BY seq LIMIT {MaxAtOnce}", after);
        while (reader.Read())
        {
            byte[] body = reader.GetFieldValue<byte[]>(3);
            changes.Add(ToChange(reader, names[reader.GetInt64(1)], BsonBytes.Read(body)));
            if (changes.Count == MaxAtOnce || (bytes += body.Length) > MaxBytesAtOnce)
                return (changes, changes[^1].Number, false);
        }
        return (changes, Latest(transaction.Session), true);
    }

    /// <summary>How many changes there are after one.</summary>
    public static long Count(ReadTransaction transaction, CollectionName scope, long after) => (long)transaction.Session.Scalar(
        $"SELECT count(*) FROM changes WHERE {In(Names(transaction, scope))} AND seq > $0", after)!;

    /// <summary>Finds out whether all changes after one are still there.</summary>
    /// <exception cref="DocumentException">They are not.</exception>
    public static void RequireReach(SqliteSession session, long after)
    {
        bool reaches = session.Scalar("SELECT min(seq) FROM changes") is long oldest ? after >= oldest - 1 : after >= Latest(session);
        if (!reaches) throw Lost();
    }

    /// <summary>The refusal of a position from which on not all changes are there.</summary>
    public static DocumentException Lost() => new(
        286, "ChangeStreamHistoryLost", "Resume of change stream was not possible, as the resume point may no longer be in the log.");

    /// <summary>What is, or was, watched.</summary>
    public static IEnumerable<CollectionWatch> Watches(SqliteSession session)
    {
        using SqliteDataReader reader = session.Query("SELECT source, database, collection, watched_from, watched_until FROM watches");
        while (reader.Read())
        {
            yield return new CollectionWatch(
                new CollectionName(reader.GetString(0), reader.GetString(1), reader.GetString(2)), reader.GetInt64(3),
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(4)));
        }
    }

    /// <summary>The readers for whom changes are kept.</summary>
    public static IEnumerable<ChangeReader> Readers(SqliteSession session)
    {
        using SqliteDataReader reader = session.Query("SELECT name, source, database, collection, wants_before FROM readers");
        while (reader.Read())
        {
            yield return new ChangeReader(
                reader.GetString(0), new CollectionName(reader.GetString(1), reader.GetString(2), reader.GetString(3)),
                reader.GetBoolean(4));
        }
    }

    /// <summary>How far a reader had come when it last said so.</summary>
    public static long PositionOf(SqliteSession session, ChangeReader reader) =>
        (long)session.Scalar("SELECT position FROM readers WHERE name = $0", reader.Name)!;

    /// <summary>Remembers how far a reader has come.</summary>
    public static void SetPosition(SqliteSession session, ChangeReader reader, long position) =>
        session.Execute("UPDATE readers SET position = $1 WHERE name = $0", reader.Name, position);

    /// <summary>The number of the last change that need not be kept; 0 for none.</summary>
    public static long LastToTrim(SqliteSession session, DateTimeOffset now)
    {
        long handled = session.Scalar("SELECT min(position) FROM readers") is long position ? position : long.MaxValue;
        object? last = session.Scalar(
            """
            SELECT max(seq) FROM (SELECT seq, time, sum(length(body)) OVER (ORDER BY seq DESC) AS bytes FROM changes)
            WHERE (time < $0 AND seq <= $1) OR time < $2 OR bytes > $3
            """,
            (now - Kept).ToUnixTimeMilliseconds(), handled, (now - s_keptForReaders).ToUnixTimeMilliseconds(), MaxBytesKept);
        return last is long number ? number : 0;
    }

    /// <summary>Deletes some of the changes up to one; false when there were no more.</summary>
    public static bool Trim(SqliteSession session, long last) =>
        session.Execute(
            $"DELETE FROM changes WHERE seq IN (SELECT seq FROM changes WHERE seq <= $0 ORDER BY seq LIMIT {TrimmedAtOnce})",
            last) == TrimmedAtOnce;

    private static Change ToChange(SqliteDataReader reader, CollectionName collection, BsonDocument body) => new(
        reader.GetInt64(0),
        collection,
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)),
        (ChangeKind)body["kind"].AsInt32,
        body["id"],
        body.GetValue("after", BsonNull.Value) as BsonDocument,
        body.GetValue("update", BsonNull.Value) as BsonDocument,
        body.GetValue("before", BsonNull.Value) as BsonDocument);

    private static Dictionary<long, CollectionName> Names(ReadTransaction transaction, CollectionName scope) =>
        transaction.Catalog.KnownIn(scope).ToDictionary(each => (long)each.Id, each => each.Name);

    private static string In(Dictionary<long, CollectionName> names) =>
        names.Count == 1 ? $"collection = {names.Keys.First()}" : $"collection IN ({string.Join(',', names.Keys.Order())})";
}
