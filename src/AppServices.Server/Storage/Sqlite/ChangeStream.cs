using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>A stream of the changes of one collection. Changes are kept from the first time that a collection is watched.</summary>
internal sealed class ChangeStream(CollectionName name, SqliteStore store, ChangeHub hub)
{
    private const int MaxAtOnce = 100;
    private const string TokenPrefix = "82";

    private static readonly TimeSpan s_kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_renewed = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_polled = TimeSpan.FromSeconds(1);     // for what other processes write to the file

    /// <summary>The changes after one, or from now on; never ends by itself.</summary>
    public async IAsyncEnumerable<ChangeEvent> ReadAsync(string? resumeAfter, Action opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (int collection, long position) = await KeepAsync(resumeAfter is null ? null : Position(resumeAfter), cancellationToken);
        opened();
        long renewed = Stopwatch.GetTimestamp();
        while (true)
        {
            Task next = hub.NextAsync(collection);
            List<Change> changes = await store.InspectAsync(
                transaction => ChangeLog.Read(transaction.Session, collection, position, MaxAtOnce), cancellationToken);
            for (int i = 0; i < changes.Count; i++)
            {
                position = changes[i].Number;
                yield return ToEvent(changes[i]) with { BeginsRead = i == 0 };
            }
            if (changes.Count > 0) continue;
            await Task.WhenAny(next, Task.Delay(s_polled, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(renewed) < s_renewed) continue;
            await KeepAsync(position, cancellationToken);
            renewed = Stopwatch.GetTimestamp();
        }
    }

    private Task<(int Collection, long Position)> KeepAsync(long? after, CancellationToken cancellationToken) =>
        store.ChangeAsync(transaction => transaction.Watch(name, after, s_kept), cancellationToken);

    private ChangeEvent ToEvent(Change change)
    {
        var document = new BsonDocument
        {
            ["_id"] = new BsonDocument("_data", Token(change.Number)),
            ["operationType"] = change.Kind.ToString().ToLowerInvariant(),
            ["clusterTime"] = new BsonTimestamp((int)change.Time.ToUnixTimeSeconds(), 1),
            ["wallTime"] = new BsonDateTime(change.Time.ToUnixTimeMilliseconds()),
        };
        if (change.After is not null) document["fullDocument"] = change.After;
        document["ns"] = new BsonDocument { ["db"] = name.Database, ["coll"] = name.Collection };
        document["documentKey"] = new BsonDocument("_id", change.Id);
        if (change.Update is not null) document["updateDescription"] = change.Update;
        return new ChangeEvent(document, change.After, change.Before);
    }

    private static string Token(long number) => TokenPrefix + number.ToString("X16", CultureInfo.InvariantCulture);

    private static long Position(string token) =>
        token.StartsWith(TokenPrefix, StringComparison.Ordinal)
            && long.TryParse(token.AsSpan(TokenPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new DocumentException(260, "InvalidResumeToken", "The resume token is not one of this server.");
}
