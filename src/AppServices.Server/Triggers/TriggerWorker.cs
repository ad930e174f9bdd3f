using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Triggers;

/// <summary>
/// Runs one trigger while this server holds it: the lease is in the store, and of several servers one has it. Source: app-folder 7.5.
/// </summary>
internal abstract class TriggerWorker(TriggerDefinition definition, TriggerHost host)
{
    private readonly TriggerTally _tally = new();
    private readonly TimeSpan _lease = host.Presence.Lease;
    private long _renewed;
    private bool _isKnown;

    /// <summary>The trigger.</summary>
    public TriggerDefinition Definition => definition;

    /// <summary>When there is something to do besides what others tell of; null for no such time.</summary>
    public virtual DateTime? Due => null;

    protected TriggerHost Host => host;

    protected TriggerTally Tally => _tally;

    /// <summary>Whether functions of the trigger run, or may begin to.</summary>
    protected abstract bool IsRunning { get; }

    /// <summary>Makes sure that nothing is missed from now on, and that the store knows the trigger.</summary>
    public abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Looks what there is to do.</summary>
    /// <param name="record">What the store remembers of the trigger.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task LookAsync(TriggerRecord record, CancellationToken cancellationToken)
    {
        if (await HoldAsync(record, cancellationToken) is not { } held) return;
        bool isOn = held.IsOn(definition.IsDisabled);
        if (!isOn || held.Suspended is not null || held.Request == TriggerRequest.Skip)
        {
            EndIntake();
            if (IsRunning) return;
            if (held.Request == TriggerRequest.Skip)
            {
                TriggerRecord skipped = await ToNowAsync(held, cancellationToken);
                await ChangeAsync(
                    now => WithPlaceOf(skipped, now) with { Request = TriggerRequest.None, Suspended = null }, cancellationToken);
                TriggerLog.GoesOnFromNow(host.Logger, definition.Name, "an operator has left out what waited.");
            }
            else if (!isOn && !(held.WasOff && _isKnown))
            {
                if (definition.SkipsMissed) await ForgetPlaceAsync(cancellationToken);
                if (!held.WasOff) await ChangeAsync(now => now with { WasOff = true }, cancellationToken);
                _isKnown = false;
            }
            Tell(held, isOn ? "is suspended" : "is disabled");
            return;
        }

        if (held.WasOff)
        {
            TriggerRecord place = definition.SkipsMissed ? await ToNowAsync(held, cancellationToken) : held;
            if (await ChangeAsync(now => WithPlaceOf(place, now) with { WasOff = false }, cancellationToken) is not { } back) return;
            (held, _isKnown) = (back, false);
        }
        Tell(held, "is on");
        await DriveAsync(held, cancellationToken);
    }

    /// <summary>Lets what runs come to its end, and begins nothing more.</summary>
    public abstract void EndIntake();

    /// <summary>Ends the work for good, and lets others have the trigger.</summary>
    public async Task EndAsync()
    {
        EndIntake();
        await EndedAsync();
        Func<TriggerRecord, TriggerRecord> tally = _tally.Take();
        await ChangeAsync(now => tally(now) with { Holder = null }, CancellationToken.None);
    }

    /// <summary>Does what there is to do for a trigger that this server holds, and that is on.</summary>
    protected abstract Task DriveAsync(TriggerRecord record, CancellationToken cancellationToken);

    /// <summary>What is remembered, as if all were done that has happened up to now.</summary>
    protected abstract Task<TriggerRecord> ToNowAsync(TriggerRecord record, CancellationToken cancellationToken);

    /// <summary>Keeps nothing for the trigger, which will go on from another place.</summary>
    protected virtual Task ForgetPlaceAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Completes when nothing runs any more.</summary>
    protected abstract Task EndedAsync();

    /// <summary>How far the trigger is, so that a renewal of the lease can note it.</summary>
    protected virtual TriggerRecord WithProgress(TriggerRecord record) => record;

    /// <summary>Notes how far the trigger is and how its runs went, and renews the lease; false when another server has it.</summary>
    protected async Task<bool> SaveAsync() => await RenewAsync(CancellationToken.None) is not null;

    /// <summary>Whether the lease has not run out meanwhile, as it would in a process that was stopped for a while.</summary>
    protected async ValueTask<bool> IsHeldAsync() => Stopwatch.GetElapsedTime(Volatile.Read(ref _renewed)) < _lease || await SaveAsync();

    /// <summary>Changes what is remembered, if this server holds the trigger.</summary>
    /// <returns>What there is then; null when another server has it.</returns>
    protected Task<TriggerRecord?> ChangeAsync(
        Func<TriggerRecord, TriggerRecord> change, CancellationToken cancellationToken) => host.Records.ChangeAsync(
        host.App.Definition.ClientAppId, definition.Name, now => now.Holder == host.Holder ? change(now) : null, cancellationToken);

    private static TriggerRecord WithPlaceOf(TriggerRecord place, TriggerRecord record) =>
        record with { Position = place.Position, Fired = place.Fired, Running = place.Running };

    private async Task<TriggerRecord?> HoldAsync(TriggerRecord record, CancellationToken cancellationToken)
    {
        if (record.Holder == host.Holder)
            return record.HeldUntil - host.Now > _lease * 2 / 3 ? record : await RenewAsync(cancellationToken);
        EndIntake();
        if (IsRunning || !host.IsFree(record)) return null;
        _isKnown = false;
        long begun = Stopwatch.GetTimestamp();
        TriggerRecord? held = await host.Records.ChangeAsync(
            host.App.Definition.ClientAppId, definition.Name,
            now => host.IsFree(now)
                ? now with { Holder = host.Holder, HeldUntil = host.Now + _lease, Type = definition.Type, Summary = definition.Summary }
                : null,
            cancellationToken);
        if (held is not null) Volatile.Write(ref _renewed, begun);
        return held;
    }

    private async Task<TriggerRecord?> RenewAsync(CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        Func<TriggerRecord, TriggerRecord> tally = _tally.Take();
        TriggerRecord? held = await ChangeAsync(now => WithProgress(tally(now)) with { HeldUntil = host.Now + _lease }, cancellationToken);
        if (held is not null) Volatile.Write(ref _renewed, begun);
        return held;
    }

    private void Tell(TriggerRecord record, string state)
    {
        if (_isKnown) return;
        _isKnown = true;
        TriggerLog.Begins(host.Logger, definition.Name, record.Summary, state);
    }
}
