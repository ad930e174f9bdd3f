using System;
using System.Collections.Frozen;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Logs;
using AppServices.Server.Storage;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Triggers;

/// <summary>What the triggers of a running app share.</summary>
/// <param name="App">The app.</param>
/// <param name="Stores">Where documents and changes are.</param>
/// <param name="Presence">This process, as others see it.</param>
/// <param name="Clock">Tells the time.</param>
/// <param name="Log">Where it is noted for operators.</param>
/// <param name="Logger">Where it is told how things go.</param>
internal sealed record TriggerHost(
    RunningApp App, DataStores Stores, ServerPresence Presence, TimeProvider Clock, LogWriter Log, ILogger Logger)
{
    private const int MaxErrorLength = 500;

    // No clock of another machine is that wrong: what ran out longer ago need not be looked at first.
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    // Triggers are called by nobody from outside.
    private static readonly FunctionRequest s_noRequest = new("", FrozenDictionary<string, string[]>.Empty, "", null);

    // Before a function is called again whose worker was lost. One that loses it each time has failed.
    private static readonly TimeSpan[] s_pauses = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    private readonly LeaseWatch _leases = new(Presence.Lease);

    /// <summary>What is remembered of triggers.</summary>
    public TriggerStore Records { get; } = new(Stores.Main);

    /// <summary>Who runs triggers here: the process, and the app as it was read at one time.</summary>
    public string Holder { get; } = $"{Presence.Id}/{ObjectId.GenerateNewId()}";

    /// <summary>The time, as exact as the store keeps it.</summary>
    public DateTime Now => new BsonDateTime(Clock.GetUtcNow().UtcDateTime).ToUniversalTime();

    /// <summary>Whether nobody runs a trigger, or whoever did has ended without a word.</summary>
    public bool IsFree(TriggerRecord record) => record.Holder is not { } holder || Presence.IsGone(holder.Split('/')[0])
        || _leases.HasRunOut(record) || record.HeldUntil + s_skew < Now;

    /// <summary>Calls the function of a trigger, as the system.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="arguments">The function's arguments.</param>
    /// <param name="cause">What it is called for, for the log.</param>
    /// <param name="cancellationToken">Breaks the function off.</param>
    /// <returns>Why it failed, which is logged; null when it did not.</returns>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    public async Task<string?> CallAsync(
        TriggerDefinition trigger, BsonValue[] arguments, string cause, CancellationToken cancellationToken)
    {
        var entry = new LogEntry(TypeOf(trigger), ObjectId.GenerateNewId().ToString(), Now)
        {
            AppId = App.Definition.ClientAppId, Trigger = trigger.Name, Function = trigger.Function,
        };
        FunctionRequest request = s_noRequest with { Printed = entry.Print };
        Task call = await CallOnceAsync(trigger.Function, arguments, request, cancellationToken);
        foreach (TimeSpan pause in s_pauses)
        {
            if (call.Exception?.InnerException is not FunctionException { IsWorkerLost: true } lost) break;
            TriggerLog.CallsAgain(Logger, trigger.Name, trigger.Function, cause, lost.Message);
            await Task.Delay(pause, cancellationToken);
            call = await CallOnceAsync(trigger.Function, arguments, request, cancellationToken);
        }
        string? error = call.IsCompletedSuccessfully ? null : Describe(call);
        if (error is not null)
        {
            entry.Fail((call.Exception?.InnerException as FunctionException)?.Code, error);
            TriggerLog.Failed(Logger, trigger.Name, trigger.Function, cause, error);
        }
        entry.Completed = Now;
        Log.Add(entry);
        return error;
    }

    // A task keeps whatever exception the call ends with: none may stop the trigger.
    private async Task<Task> CallOnceAsync(
        string function, BsonValue[] arguments, FunctionRequest request, CancellationToken cancellationToken)
    {
        Task call = Task.Run(
            () => App.Part<FunctionRuntime>().CallAsSystemAsync(function, arguments, request, cancellationToken), cancellationToken);
        await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return call;
    }

    /// <summary>Notes that a trigger cannot go on.</summary>
    public void NoteSuspended(TriggerDefinition trigger, string reason)
    {
        TriggerLog.Suspended(Logger, trigger.Name, reason);
        var entry = new LogEntry(LogTypes.TriggerFailure, ObjectId.GenerateNewId().ToString(), Now)
        {
            AppId = App.Definition.ClientAppId, Trigger = trigger.Name,
        };
        entry.Fail(code: null, reason);
        Log.Add(entry);
    }

    private static string TypeOf(TriggerDefinition trigger) => trigger switch
    {
        DatabaseTrigger => LogTypes.DatabaseTrigger,
        AuthenticationTrigger => LogTypes.AuthenticationTrigger,
        _ => LogTypes.ScheduledTrigger,
    };

    private static string Describe(Task call)
    {
        string error = call.Exception?.InnerException?.Message ?? "the function was broken off";
        if (error.Length > MaxErrorLength) error = string.Concat(error.AsSpan(0, MaxErrorLength), "...");
        return error;
    }
}
