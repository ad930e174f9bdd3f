using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Sorting;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Logs;

/// <summary>Which entries of an app are wanted.</summary>
/// <param name="After">Those that ended later; null for no such limit.</param>
/// <param name="UpTo">Those that ended at this time at the latest; null for no such limit.</param>
/// <param name="Filter">What their fields must be.</param>
/// <param name="Skip">How many to leave out.</param>
/// <param name="Limit">How many at most.</param>
internal sealed record LogQuery(DateTime? After, DateTime? UpTo, BsonDocument Filter, int Skip, int Limit);

/// <summary>A part of an app's log, the newest entry first.</summary>
/// <param name="Entries">The entries, each with its <c>_id</c>.</param>
/// <param name="NextEnd">Up to when the next part goes; null when this is the last one.</param>
/// <param name="NextSkip">How many of that time are in this one.</param>
internal sealed record LogPage(IReadOnlyList<BsonDocument> Entries, DateTime? NextEnd, int NextSkip);

/// <summary>
/// Keeps the logs of apps, in the order in which things ended: <c>_id</c> is app, time and id. How much an app's entries take is kept, too,
/// so that several servers on one data folder keep to one limit. Source: admin-api 6.2.
/// </summary>
internal sealed class LogStore(IDataStore store, LogSettings settings, TimeProvider clock)
{
    // More than come with one write, so that the deletions keep up.
    private const int MaxDeleted = 1000;

    private static readonly CollectionName s_entries = new StateSchema("logs", [], []).FullName;
    private static readonly CollectionName s_sizes = new StateSchema("log_sizes", [], []).FullName;
    private static readonly SortOrder s_newestFirst = SortOrder.Parse(new BsonDocument("_id", -1));
    private static readonly SortOrder s_oldestFirst = SortOrder.Parse(new BsonDocument("_id", 1));

    /// <summary>Keeps entries, all of which have an app.</summary>
    public Task WriteAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        var apps = entries.ToLookup(entry => entry.AppId!, entry => (Entry: entry, Document: ToDocument(entry)), StringComparer.Ordinal);
        return store.WriteAsync(
            async session =>
            {
                foreach (var app in apps)
                {
                    long added = 0;
                    foreach ((_, BsonDocument document) in app)
                    {
                        await session.InsertAsync(s_entries, document);
                        added += DocumentLimits.SizeOf(document);
                    }
                    await UsageStore.AddAsync(session, app.Key, app.Select(one => one.Entry));
                    await LimitAsync(session, app.Key, added, Oldest, MaxBytes);
                }
                return true;
            },
            cancellationToken);
    }

    /// <summary>A part of an app's log.</summary>
    public async Task<LogPage> ReadAsync(string appId, LogQuery query, CancellationToken cancellationToken)
    {
        DateTime after = query.After is { } wanted && wanted > Oldest ? wanted : Oldest;
        var range = new BsonDocument("$gte", Key(appId, Milliseconds(after) + 1));
        range["$lt"] = query.UpTo is { } end ? Key(appId, Milliseconds(end) + 1) : $"{appId}0";       // the character after the slash
        var search = new StoreQuery(StoreFilter.Parse([.. query.Filter, new BsonElement("_id", range)], cancellationToken))
        {
            Sort = s_newestFirst,
            StopsEarly = true,
        };
        var entries = new List<BsonDocument>();
        int position = 0, ofSameTime = 0;
        long time = -1;
        await foreach (BsonDocument found in store.ReadAsync(
            session => session.FindAsync(s_entries, search, cancellationToken).Select(stored => stored.Document), cancellationToken))
        {
            if (entries.Count == query.Limit) return new LogPage(entries, ToTime(time), ofSameTime);
            long own = TimeOf(found);
            ofSameTime = own == time ? ofSameTime + 1 : 1;
            time = own;
            if (position++ < query.Skip) continue;
            var entry = new BsonDocument(found);
            entry["_id"] = found["_id"].AsString[^24..];
            entries.Add(entry);
        }
        return new LogPage(entries, NextEnd: null, 0);
    }

    /// <summary>Deletes what has become too old, of apps that nobody uses any more, too.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        string[] apps = await store.ReadAsync(
            session => session.FindAsync(s_sizes, new StoreQuery(StoreFilter.Everything), cancellationToken)
                .Select(size => size.Document["_id"].AsString),
            cancellationToken).ToArrayAsync(cancellationToken);
        foreach (string app in apps) await LimitAsync(app, Oldest, MaxBytes, cancellationToken);
        DateTime forgotten = clock.GetUtcNow().UtcDateTime - UsageStore.Memory;
        foreach (string app in apps) await ForgetUsageAsync(app, forgotten, cancellationToken);
    }

    /// <summary>Deletes all entries of an app, and what it did.</summary>
    public async Task DeleteAsync(string appId, CancellationToken cancellationToken)
    {
        await LimitAsync(appId, DateTime.MaxValue, 0, cancellationToken);
        await ForgetUsageAsync(appId, DateTime.MaxValue, cancellationToken);
    }

    private Task<bool> ForgetUsageAsync(string appId, DateTime before, CancellationToken cancellationToken) => store.WriteAsync(
        async session =>
        {
            await UsageStore.ForgetAsync(session, appId, before);
            return true;
        },
        cancellationToken);

    private DateTime Oldest => clock.GetUtcNow().UtcDateTime - TimeSpan.FromDays(settings.Days);

    private long MaxBytes => settings.Megabytes * 1024L * 1024;

    private async Task LimitAsync(string appId, DateTime oldest, long maxBytes, CancellationToken cancellationToken)
    {
        while (await store.WriteAsync(session => LimitAsync(session, appId, 0, oldest, maxBytes), cancellationToken))
        {
            // In pieces, between which others write.
        }
    }

    // True when there may be more to delete.
    private static async ValueTask<bool> LimitAsync(IWriteSession session, string appId, long added, DateTime oldest, long maxBytes)
    {
        StoredDocument? known = null;
        await foreach (StoredDocument size in session.FindAsync(
            s_sizes, new StoreQuery(StoreFilter.OfId(appId)), CancellationToken.None)) known = size;
        long bytes = (known?.Document["bytes"].ToInt64() ?? 0) + added;
        var all = new StoreQuery(StoreFilter.Parse(
            new BsonDocument("_id", new BsonDocument { { "$gte", $"{appId}/" }, { "$lt", $"{appId}0" } }), CancellationToken.None))
        {
            Sort = s_oldestFirst,
            StopsEarly = true,
        };
        var gone = new List<StoredDocument>();
        long keptFrom = Milliseconds(oldest);
        bool hasMore = false;
        await foreach (StoredDocument entry in session.FindAsync(s_entries, all, CancellationToken.None))
        {
            if (bytes <= maxBytes && TimeOf(entry.Document) >= keptFrom) break;
            if (hasMore = gone.Count == MaxDeleted) break;
            gone.Add(entry);
            bytes -= entry.Body.Length;
        }
        foreach (StoredDocument entry in gone) await session.DeleteAsync(s_entries, entry);
        var after = new BsonDocument { { "_id", appId }, { "bytes", bytes } };
        if (known is not { } before)
        {
            if (bytes > 0) await session.InsertAsync(s_sizes, after);
        }
        else if (bytes <= 0)
        {
            await session.DeleteAsync(s_sizes, before);
        }
        else if (bytes != before.Document["bytes"].ToInt64())
        {
            await session.ReplaceAsync(s_sizes, before, after, ChangeKind.Replace);
        }
        return hasMore;
    }

    private static BsonDocument ToDocument(LogEntry entry) =>
        [new BsonElement("_id", $"{Key(entry.AppId!, Milliseconds(entry.Completed))}/{ObjectId.GenerateNewId()}"), .. entry.ToBson()];

    // Of one length, so that texts are in the order of times.
    private static string Key(string appId, long milliseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{appId}/{milliseconds:x12}");

    private static long TimeOf(BsonDocument entry) =>
        long.Parse(entry["_id"].AsString.AsSpan()[^37..^25], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static long Milliseconds(DateTime time) => Math.Max(0, new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeMilliseconds());

    private static DateTime ToTime(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
}
