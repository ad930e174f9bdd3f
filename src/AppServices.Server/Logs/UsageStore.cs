using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Sorting;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Logs;

/// <summary>What an app did in an hour.</summary>
/// <param name="AppId">The client app id.</param>
/// <param name="Hour">The beginning of the hour.</param>
/// <param name="Requests">How many requests and runs ended.</param>
/// <param name="Milliseconds">How long they took together.</param>
internal sealed record Usage(string AppId, DateTime Hour, long Requests, long Milliseconds);

/// <summary>Counts what apps do, hour by hour. Source: admin-api 6.3.</summary>
internal static class UsageStore
{
    /// <summary>How long an hour is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(400);

    private const string HourFormat = "yyyyMMddHH";

    private static readonly CollectionName s_hours = new StateSchema("usage", [], []).FullName;
    private static readonly SortOrder s_oldestFirst = SortOrder.Parse(new BsonDocument("_id", 1));

    /// <summary>Adds entries to what is counted.</summary>
    public static async ValueTask AddAsync(IWriteSession session, string appId, IEnumerable<(DateTime Started, DateTime Completed)> runs)
    {
        foreach (var hour in runs.GroupBy(run => HourOf(run.Completed)))
        {
            string id = Key(appId, hour.Key);
            StoredDocument? known = null;
            await foreach (StoredDocument found in session.FindAsync(
                s_hours, new StoreQuery(StoreFilter.OfId(id)), CancellationToken.None)) known = found;
            double spent = hour.Sum(run => (run.Completed - run.Started).TotalMilliseconds);
            var after = new BsonDocument
            {
                { "_id", id },
                { "requests", (known?.Document["requests"].ToInt64() ?? 0) + hour.LongCount() },
                { "milliseconds", (known?.Document["milliseconds"].ToInt64() ?? 0) + (long)spent },
            };
            if (known is { } before) await session.ReplaceAsync(s_hours, before, after, ChangeKind.Replace);
            else await session.InsertAsync(s_hours, after);
        }
    }

    /// <summary>What an app did, from one time until before another.</summary>
    public static IAsyncEnumerable<Usage> ReadAsync(
        IDataStore store, string appId, DateTime from, DateTime to, CancellationToken cancellationToken) => store.ReadAsync(
        session => session.FindAsync(s_hours, Range(Key(appId, from), Key(appId, to)), cancellationToken), cancellationToken)
        .Select(found => new Usage(
            appId,
            DateTime.ParseExact(
                found.Document["_id"].AsString[^10..], HourFormat, CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal),
            found.Document["requests"].ToInt64(), found.Document["milliseconds"].ToInt64()));

    /// <summary>Forgets what an app did before a time.</summary>
    public static async ValueTask ForgetAsync(IWriteSession session, string appId, DateTime before)
    {
        List<StoredDocument> old = [];
        await foreach (StoredDocument found in session.FindAsync(s_hours, Range($"{appId}/", Key(appId, before)), CancellationToken.None))
            old.Add(found);
        foreach (StoredDocument hour in old) await session.DeleteAsync(s_hours, hour);
    }

    /// <summary>The beginning of the hour of a time.</summary>
    public static DateTime HourOf(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc);

    private static StoreQuery Range(string from, string to) => new(StoreFilter.Parse(
        new BsonDocument("_id", new BsonDocument { { "$gte", from }, { "$lt", to } }), CancellationToken.None))
    {
        Sort = s_oldestFirst,
        StopsEarly = true,
    };

    private static string Key(string appId, DateTime hour) => string.Create(
        CultureInfo.InvariantCulture, $"{appId}/{hour.ToString(HourFormat, CultureInfo.InvariantCulture)}");
}
