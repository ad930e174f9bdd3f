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

/// <summary>How much was done, of one kind or of all.</summary>
/// <param name="Succeeded">How many requests and runs ended well.</param>
/// <param name="Failed">How many did not.</param>
/// <param name="Milliseconds">How long they took together.</param>
/// <param name="Bytes">What the bodies of their replies had.</param>
internal readonly record struct Usage(long Succeeded, long Failed, long Milliseconds, long Bytes)
{
    public static Usage operator +(Usage one, Usage other) => new(
        one.Succeeded + other.Succeeded, one.Failed + other.Failed, one.Milliseconds + other.Milliseconds, one.Bytes + other.Bytes);

    public static Usage Of(LogEntry entry) => new(
        entry.HasFailed ? 0 : 1, entry.HasFailed ? 1 : 0, (long)(entry.Completed - entry.Started).TotalMilliseconds, entry.Bytes);

    public static Usage From(BsonArray numbers) =>
        new(numbers[0].ToInt64(), numbers[1].ToInt64(), numbers[2].ToInt64(), numbers[3].ToInt64());

    public BsonArray ToBson() => [Succeeded, Failed, Milliseconds, Bytes];
}

/// <summary>What an app did in an hour.</summary>
/// <param name="Hour">The beginning of the hour.</param>
/// <param name="Kinds">How much, by kind of <see cref="UsageKinds"/>.</param>
internal sealed record UsageHour(DateTime Hour, IReadOnlyDictionary<string, Usage> Kinds);

/// <summary>What is counted apart, by the names of the hosted service's metrics. Source: admin-api 6.3.</summary>
internal static class UsageKinds
{
    public const string Overall = "OVERALL";
    public const string Authentication = "AUTH";
    public const string Endpoints = "ENDPOINTS";
    public const string Functions = "SDK";
    public const string Documents = "SDK_MQL";
    public const string Triggers = "TRIGGERS";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Overall, Authentication, Endpoints, Functions, Documents, Triggers];

    /// <summary>The kinds that an entry belongs to.</summary>
    public static IEnumerable<string> Of(string type) => Of(type, LogTypes.Authentication, LogTypes.ApiKey) ? [Overall, Authentication]
        : Of(type, LogTypes.Endpoint, LogTypes.Webhook) ? [Overall, Endpoints]
        : Of(type, LogTypes.Function) ? [Overall, Functions]
        : Of(type, LogTypes.ServiceFunction, LogTypes.ServiceStream) ? [Overall, Documents]
        : Of(type, LogTypes.DatabaseTrigger, LogTypes.AuthenticationTrigger, LogTypes.ScheduledTrigger) ? [Overall, Triggers]
        : type == LogTypes.TriggerFailure ? [] : [Overall];

    private static bool Of(string type, params ReadOnlySpan<string> types) => types.Contains(type);
}

/// <summary>Counts what apps do, hour by hour. Source: admin-api 6.3.</summary>
internal static class UsageStore
{
    /// <summary>How long an hour is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(400);

    private const string HourFormat = "yyyyMMddHH";

    private static readonly CollectionName s_hours = new StateSchema("usage", [], []).FullName;
    private static readonly SortOrder s_oldestFirst = SortOrder.Parse(new BsonDocument("_id", 1));

    /// <summary>Adds entries to what is counted.</summary>
    public static async ValueTask AddAsync(IWriteSession session, string appId, IEnumerable<LogEntry> entries)
    {
        foreach (IGrouping<DateTime, LogEntry> hour in entries.GroupBy(entry => HourOf(entry.Completed)))
        {
            string id = Key(appId, hour.Key);
            StoredDocument? known = null;
            await foreach (StoredDocument found in session.FindAsync(
                s_hours, new StoreQuery(StoreFilter.OfId(id)), CancellationToken.None)) known = found;
            var kinds = known is { } stored ? KindsOf(stored.Document) : [];
            foreach (LogEntry entry in hour)
                foreach (string kind in UsageKinds.Of(entry.Type)) kinds[kind] = kinds.GetValueOrDefault(kind) + Usage.Of(entry);
            BsonDocument after = [new("_id", id), .. kinds.Select(kind => new BsonElement(kind.Key, kind.Value.ToBson()))];
            if (known is { } before) await session.ReplaceAsync(s_hours, before, after, ChangeKind.Replace);
            else await session.InsertAsync(s_hours, after);
        }
    }

    /// <summary>What an app did, from one time until before another.</summary>
    public static IAsyncEnumerable<UsageHour> ReadAsync(
        IDataStore store, string appId, DateTime from, DateTime to, CancellationToken cancellationToken) => store.ReadAsync(
        session => session.FindAsync(s_hours, Range(Key(appId, from), Key(appId, to)), cancellationToken), cancellationToken)
        .Select(found => new UsageHour(
            DateTime.ParseExact(
                found.Document["_id"].AsString[^10..], HourFormat, CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal),
            KindsOf(found.Document)));

    private static Dictionary<string, Usage> KindsOf(BsonDocument hour) => hour.Where(field => field.Value.IsBsonArray)
        .ToDictionary(field => field.Name, field => Usage.From(field.Value.AsBsonArray), StringComparer.Ordinal);

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
