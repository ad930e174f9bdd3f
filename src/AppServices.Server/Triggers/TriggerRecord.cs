using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Triggers;

/// <summary>What an operator has asked a server to do with a trigger.</summary>
internal enum TriggerRequest
{
    None,

    /// <summary>Call the function of a scheduled trigger now.</summary>
    Run,

    /// <summary>Leave out what waits.</summary>
    Skip,
}

/// <summary>What is remembered of a trigger: how far it is, who runs it, how it went. Source: app-folder 7.5.</summary>
/// <param name="AppId">The client app id.</param>
/// <param name="Name">The trigger's name.</param>
/// <param name="Type">Its type, as files name it.</param>
/// <param name="Summary">What it waits for, in one line.</param>
internal sealed record TriggerRecord(string AppId, string Name, string Type, string Summary)
{
    /// <summary>What it reads, for one that reads changes; a position elsewhere says nothing.</summary>
    public CollectionName? Scope { get; init; }

    /// <summary>After which change it goes on; null for a scheduled trigger.</summary>
    public string? Position { get; init; }

    /// <summary>The minute for which a scheduled trigger fired last.</summary>
    public DateTime? Fired { get; init; }

    /// <summary>When runs of a scheduled trigger began that have not ended.</summary>
    public IReadOnlyList<DateTime> Running { get; init; } = [];

    /// <summary>Whether it is to run, as an operator has said; null where the app's file decides.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Whether it was off when a server last looked.</summary>
    public bool WasOff { get; init; }

    /// <summary>Why it cannot go on; null when it can.</summary>
    public string? Suspended { get; init; }

    /// <summary>What an operator has asked for.</summary>
    public TriggerRequest Request { get; init; }

    /// <summary>Who runs it; null for nobody.</summary>
    public string? Holder { get; init; }

    /// <summary>Until when it does, unless it says otherwise before.</summary>
    public DateTime HeldUntil { get; init; }

    /// <summary>How often its function was called.</summary>
    public long Runs { get; init; }

    /// <summary>How often that failed.</summary>
    public long Failures { get; init; }

    /// <summary>When its function was last called.</summary>
    public DateTime? LastRun { get; init; }

    /// <summary>When it last failed.</summary>
    public DateTime? LastFailure { get; init; }

    /// <summary>What went wrong then.</summary>
    public string? LastError { get; init; }

    /// <summary>Whether it is on, by the operator's word or else by the app's file.</summary>
    public bool IsOn(bool isDisabledInFile) => IsEnabled ?? !isDisabledInFile;

    public static TriggerRecord From(BsonDocument document) => new(
        document["app"].AsString, document["name"].AsString, document["type"].AsString, document["summary"].AsString)
    {
        Scope = document.GetValue("scope", BsonNull.Value) is BsonArray scope
            ? new(scope[0].AsString, scope[1].AsString, scope[2].AsString)
            : null,
        Position = Text(document, "position"),
        Fired = Time(document, "fired"),
        Running = [.. document["running"].AsBsonArray.Select(time => time.ToUniversalTime())],
        IsEnabled = document.GetValue("enabled", BsonNull.Value) is BsonBoolean enabled ? enabled.Value : null,
        WasOff = document["was_off"].AsBoolean,
        Suspended = Text(document, "suspended"),
        Request = Enum.Parse<TriggerRequest>(document["request"].AsString),
        Holder = Text(document, "holder"),
        HeldUntil = document["held_until"].ToUniversalTime(),
        Runs = document["runs"].AsInt64,
        Failures = document["failures"].AsInt64,
        LastRun = Time(document, "last_run"),
        LastFailure = Time(document, "last_failure"),
        LastError = Text(document, "last_error"),
    };

    public BsonDocument ToBson() => new(Fields().Where(field => !field.Value.IsBsonNull));

    private IEnumerable<BsonElement> Fields() =>
    [
        new("_id", Key(AppId, Name)),
        new("app", AppId),
        new("name", Name),
        new("type", Type),
        new("summary", Summary),
        new("scope", Scope is null ? BsonNull.Value : new BsonArray { Scope.Source, Scope.Database, Scope.Collection }),
        new("position", ToBson(Position)),
        new("fired", (BsonValue)Fired),
        new("running", new BsonArray(Running)),
        new("enabled", (BsonValue)IsEnabled),
        new("was_off", WasOff),
        new("suspended", ToBson(Suspended)),
        new("request", Request.ToString()),
        new("holder", ToBson(Holder)),
        new("held_until", HeldUntil),
        new("runs", Runs),
        new("failures", Failures),
        new("last_run", (BsonValue)LastRun),
        new("last_failure", (BsonValue)LastFailure),
        new("last_error", ToBson(LastError)),
    ];

    public static string Key(string appId, string name) => $"{appId}/{name}";

    private static BsonValue ToBson(string? text) => text is null ? BsonNull.Value : text;

    private static string? Text(BsonDocument document, string name) =>
        document.GetValue(name, BsonNull.Value) is BsonString text ? text.Value : null;

    private static DateTime? Time(BsonDocument document, string name) =>
        document.GetValue(name, BsonNull.Value) is BsonDateTime time ? time.ToUniversalTime() : null;
}

/// <summary>What is remembered of the triggers of all apps. Every change builds on what was read.</summary>
internal sealed class TriggerStore(IStateStore store)
{
    private static readonly StateSchema s_triggers = new("triggers", [], ["app"]);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_triggers];

    /// <summary>The triggers of an app, by name.</summary>
    public async Task<IReadOnlyList<TriggerRecord>> ListAsync(string appId, CancellationToken cancellationToken) =>
    [
        .. (await store.FindAsync(s_triggers, "app", appId, cancellationToken)).Select(TriggerRecord.From)
            .OrderBy(trigger => trigger.Name, StringComparer.Ordinal),
    ];

    /// <summary>A trigger; null when none of that name was ever served.</summary>
    public async Task<TriggerRecord?> FindAsync(string appId, string name, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_triggers, "_id", TriggerRecord.Key(appId, name), cancellationToken) is { } document
            ? TriggerRecord.From(document)
            : null;

    /// <summary>Adds what is remembered of a trigger, unless there is something already.</summary>
    public async Task AddAsync(TriggerRecord trigger, CancellationToken cancellationToken)
    {
        try
        {
            await store.WriteAsync(new StateWrite.Insert(s_triggers, trigger.ToBson()), cancellationToken);
        }
        catch (DuplicateKeyException)
        {
            // Another server was faster.
        }
    }

    /// <summary>Changes what is remembered of a trigger.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="name">The trigger.</param>
    /// <param name="change">The change of what is there; null for none.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What there is now; null when the trigger is not known, or was not changed.</returns>
    public Task<TriggerRecord?> ChangeAsync(
        string appId, string name, Func<TriggerRecord, TriggerRecord?> change,
        CancellationToken cancellationToken) => Contention.RepeatAsync(async () =>
    {
        if (await store.FindOneAsync(s_triggers, "_id", TriggerRecord.Key(appId, name), cancellationToken) is not { } before) return null;
        if (change(TriggerRecord.From(before)) is not { } after) return null;
        await store.WriteAsync(new StateWrite.Change(s_triggers, before, after.ToBson()), cancellationToken);
        return after;
    });

    /// <summary>Forgets a trigger.</summary>
    public Task ForgetAsync(string appId, string name, CancellationToken cancellationToken) =>
        store.WriteAsync(new StateWrite.Delete(s_triggers, TriggerRecord.Key(appId, name)), cancellationToken);
}
