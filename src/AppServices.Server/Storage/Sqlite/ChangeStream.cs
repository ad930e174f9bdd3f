using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// A stream of changes. Those of a collection are kept from the first time that it is watched, or that somebody reads them.
/// </summary>
internal sealed class ChangeStream(SqliteStore store, ChangeHub hub)
{
    private static readonly TimeSpan s_renewed = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_polled = TimeSpan.FromSeconds(1);     // for what other processes write to the file

    /// <summary>The changes after one, or from now on; never ends by itself.</summary>
    public async IAsyncEnumerable<ChangeEvent> WatchAsync(
        ChangeWatch watch, Action<string> reached, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (int collection, long position) = await KeepAsync(
            watch.ResumeAfter is { } token ? ChangeLog.Position(token)
            : watch.From is { } from && from < DateTimeOffset.UtcNow
                ? await store.InspectAsync(transaction => ChangeLog.Before(transaction.Session, from), cancellationToken)
            : null);
        reached(ChangeLog.Token(position));
        await store.TrimChangesAsync(cancellationToken);
        await foreach (ChangeBatch batch in ReadAsync(
            watch.Scope, collection, position, watch.TellsDrops, last => KeepAsync(last), cancellationToken))
        {
            for (int i = 0; i < batch.Changes.Count; i++) yield return batch.Changes[i] with { BeginsRead = i == 0 };
            reached(batch.Position);
        }

        Task<(int Collection, long Position)> KeepAsync(long? after) =>
            store.ChangeAsync(transaction => transaction.Watch(watch.Scope, after, ChangeLog.Kept), cancellationToken);
    }

    /// <summary>The changes that are kept for a reader, after a position.</summary>
    public async IAsyncEnumerable<ChangeBatch> ReadAsync(
        CollectionName scope, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int collection = await store.InspectAsync(transaction => transaction.Catalog.Find(scope)?.Id ?? ChangeHub.Any, cancellationToken);
        await foreach (ChangeBatch batch in ReadAsync(
            scope, collection, ChangeLog.Position(after), tellsDrops: false, _ => Task.CompletedTask, cancellationToken))
            yield return batch;
    }

    private async IAsyncEnumerable<ChangeBatch> ReadAsync(
        CollectionName scope, int collection, long position, bool tellsDrops, Func<long, Task> keep,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long renewed = Stopwatch.GetTimestamp();
        while (true)
        {
            Task next = hub.NextAsync(collection);
            long after = position;
            (List<Change> changes, position, bool isEnd) = await store.InspectAsync(
                transaction => ChangeLog.Read(transaction, scope, after), cancellationToken);
            if (position != after)
            {
                yield return new ChangeBatch(
                    [.. changes.Where(change => tellsDrops || !IsOfCollection(change)).Select(ToEvent)], ChangeLog.Token(position));
            }
            // What has come since has announced itself.
            if (isEnd) await next.WaitAsync(s_polled, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(renewed) < s_renewed) continue;
            await keep(position);
            renewed = Stopwatch.GetTimestamp();
        }
    }

    private static ChangeEvent ToEvent(Change change)
    {
        var document = new BsonDocument
        {
            ["_id"] = new BsonDocument("_data", ChangeLog.Token(change.Number)),
            ["operationType"] = change.Kind.ToString().ToLowerInvariant(),
            ["clusterTime"] = ClusterTime.Of(change.Time, change.Number),
            ["wallTime"] = new BsonDateTime(change.Time.ToUnixTimeMilliseconds()),
        };
        if (IsOfCollection(change))
        {
            document["ns"] = Name(change.Collection);
            if (change.After is not null) document["to"] = change.After;
            return new ChangeEvent(document, null, null);
        }
        if (change.After is not null) document["fullDocument"] = change.After;
        document["ns"] = Name(change.Collection);
        document["documentKey"] = new BsonDocument("_id", change.Id);
        if (change.Update is not null) document["updateDescription"] = change.Update;
        return new ChangeEvent(document, change.After, change.Before);
    }

    private static bool IsOfCollection(Change change) => change.Kind is ChangeKind.Drop or ChangeKind.Rename;

    private static BsonDocument Name(CollectionName name) => new() { ["db"] = name.Database, ["coll"] = name.Collection };
}
