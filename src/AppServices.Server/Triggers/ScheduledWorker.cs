using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Triggers;

/// <summary>
/// Runs a trigger for moments: once for each minute that its schedule names, also when the clock is set back. What was missed while no
/// server ran is made up for by one run. Source: app-folder 7.4.
/// </summary>
internal sealed class ScheduledWorker(ScheduledTrigger trigger, TriggerHost host, CancellationToken abort) : TriggerWorker(trigger, host)
{
    // A function that does not end keeps memory, and others will hardly fare better.
    private const int MaxAtOnce = 10;

    private readonly Dictionary<DateTime, Task> _running = [];
    private DateTime? _due;

    public override DateTime? Due => _due;

    protected override bool IsRunning => _running.Values.Any(run => !run.IsCompleted);

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var record = new TriggerRecord(Host.App.Definition.ClientAppId, Definition.Name, Definition.Type, Definition.Summary);
        TriggerRecord? known = await Host.Records.FindAsync(record.AppId, record.Name, cancellationToken);
        if (known is null) await Host.Records.AddAsync(record, cancellationToken);
        else if (known.Scope is not null)
            await Host.Records.ChangeAsync(
                record.AppId, record.Name, now => now with { Scope = null, Position = null, Suspended = null }, cancellationToken);
    }

    public override void EndIntake() => _due = null;

    protected override async Task EndedAsync() =>
        await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    protected override Task<TriggerRecord> ToNowAsync(TriggerRecord record, CancellationToken cancellationToken) =>
        Task.FromResult(record with { Fired = Later(record.Fired, CronSchedule.ToMinute(Host.Now)), Running = [] });

    protected override async Task DriveAsync(TriggerRecord record, CancellationToken cancellationToken)
    {
        await ForgetEndedAsync();
        foreach (DateTime broken in record.Running.Where(time => !_running.ContainsKey(time)))
        {
            TriggerLog.RunsAgain(Host.Logger, Definition.Name, broken);
            _running[broken] = RunAsync(broken);
        }
        DateTime minute = CronSchedule.ToMinute(Host.Now);
        if (record.Fired is not { } fired)
        {
            // There is nothing to make up for before it was ever on.
            await ChangeAsync(now => now with { Fired = minute }, cancellationToken);
            fired = minute;
        }
        (long count, DateTime last) = DueAt(fired, minute);
        bool isNow = count > 0 && last >= minute.AddMinutes(-1);      // a busy machine is late at times
        long missed = isNow ? count - 1 : count;
        if (missed > 0)
        {
            string what = isNow || trigger.SkipsMissed ? "they are left out." : "one run makes up for them.";
            TriggerLog.Missed(Host.Logger, Definition.Name, missed, last, what);
        }
        bool runs = isNow || (count > 0 && !trigger.SkipsMissed);
        if (count > 0 || record.Request == TriggerRequest.Run) await BeginAsync(last, runs, cancellationToken);
        _due = trigger.Schedule.Next(count > 0 ? last : fired > minute ? fired : minute);
    }

    private (long Count, DateTime Last) DueAt(DateTime fired, DateTime minute)
    {
        long count = 0;
        DateTime last = fired;
        while (trigger.Schedule.Next(last) is { } next && next <= minute) (count, last) = (count + 1, next);
        return (count, last);
    }

    // That it runs is remembered before it does, so that a run which is broken off begins anew.
    private async Task BeginAsync(DateTime due, bool runs, CancellationToken cancellationToken)
    {
        DateTime begun = Host.Now;
        bool isFull = _running.Count >= MaxAtOnce, isAsked = false;
        TriggerRecord? held = await ChangeAsync(
            now =>
            {
                isAsked = now.Request == TriggerRequest.Run;
                return now with
                {
                    Fired = Later(now.Fired, due),
                    Running = (runs || isAsked) && !isFull ? [.. now.Running, begun] : now.Running,
                    Request = isAsked ? TriggerRequest.None : now.Request,
                };
            },
            cancellationToken);
        if (held is null || !(runs || isAsked)) return;
        if (_running.Count > 0)
            TriggerLog.Overlaps(Host.Logger, Definition.Name, _running.Count, isFull ? "this one is left out." : "another one begins.");
        if (!isFull) _running[begun] = RunAsync(begun);
    }

    private async Task RunAsync(DateTime begun)
    {
        Tally.Add(
            begun, await Host.CallAsync(Definition, [], begun.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), abort));
        await ChangeAsync(now => now with { Running = [.. now.Running.Where(time => time != begun)] }, CancellationToken.None);
        await SaveAsync();
    }

    private async Task ForgetEndedAsync()
    {
        foreach ((DateTime begun, Task run) in _running.Where(run => run.Value.IsCompleted).ToArray())
        {
            _running.Remove(begun);
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (run.Exception?.InnerException is { } error) TriggerLog.Broken(Host.Logger, Definition.Name, error.Message);
        }
    }

    private static DateTime Later(DateTime? one, DateTime other) => one > other ? one.Value : other;
}
