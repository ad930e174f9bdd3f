using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Triggers;

/// <summary>
/// Runs a trigger that reads changes. Each is handled at least once: the position in the store goes on when the function has ended, and
/// whatever comes after that position is handled again after a crash.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "What ends the intake is disposed of when a run has ended.")]
internal abstract class ChangeWorker : TriggerWorker
{
    private const int HistoryLost = 286;

    // Each note is a commit, of which a disk does not do many; what is repeated after a crash is what these moments held.
    private static readonly TimeSpan s_noted = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(10);

    private readonly ChangeReader _reader;
    private readonly IDataStore _store;
    private readonly int _concurrency;
    private readonly CancellationToken _abort;
    private CancellationTokenSource? _intake;
    private HandledChanges? _handled;
    private Task _running = Task.CompletedTask;
    private DateTime _keptAt;

    /// <param name="definition">The trigger.</param>
    /// <param name="host">What the triggers of the app share.</param>
    /// <param name="scope">What it reads.</param>
    /// <param name="wantsBefore">Whether it needs documents as they were before.</param>
    /// <param name="concurrency">How many changes are handled at once.</param>
    /// <param name="abort">Breaks functions off.</param>
    protected ChangeWorker(
        TriggerDefinition definition, TriggerHost host, CollectionName scope, bool wantsBefore, int concurrency, CancellationToken abort)
        : base(definition, host)
    {
        _reader = new ChangeReader(TriggerRecord.Key(host.App.Definition.ClientAppId, definition.Name), scope, wantsBefore);
        _store = host.Stores.Find(scope.Source);
        _concurrency = concurrency;
        _abort = abort;
    }

    protected override bool IsRunning => !_running.IsCompleted;

    /// <summary>Whether the trigger goes on from now when changes are lost.</summary>
    protected virtual bool ToleratesLoss => false;

    // The call is the first thing that is done, so that the writes of the first clients come after it.
    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        string? position = Definition.IsDisabled ? null : await KeepAsync(null, cancellationToken);
        string appId = Host.App.Definition.ClientAppId;
        TriggerRecord? known = await Host.Records.FindAsync(appId, Definition.Name, cancellationToken);
        if (known is null)
        {
            var record = new TriggerRecord(
                appId, Definition.Name, Definition.Type, Definition.Summary) { Scope = _reader.Scope, Position = position };
            await Host.Records.AddAsync(record, cancellationToken);
        }
        else if (known.Scope != _reader.Scope)
        {
            await Host.Records.ChangeAsync(
                appId, Definition.Name,
                now => now with { Scope = _reader.Scope, Position = position, Fired = null, Running = [], Suspended = null },
                cancellationToken);
        }
    }

    public override void EndIntake() => _intake?.Cancel();

    /// <summary>What the function is called with for a change; null when it is not called.</summary>
    /// <exception cref="DocumentException">It cannot be found out.</exception>
    protected abstract BsonDocument? Select(ChangeEvent change);

    /// <summary>Completes the argument, shortly before the call.</summary>
    protected virtual ValueTask CompleteAsync(BsonDocument argument, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Calls with the same key come one after another; null for one that need not wait.</summary>
    protected abstract string? KeyOf(BsonDocument argument);

    protected override async Task DriveAsync(TriggerRecord record, CancellationToken cancellationToken)
    {
        if (Host.Now - _keptAt > s_kept) await KeepAsync(record.Position, cancellationToken);
        if (IsRunning) return;
        await EndedAsync();
        string begin = record.Position ?? await KeepAsync(null, cancellationToken);
        // What was read before the last run ended may be older than its end.
        if (await ChangeAsync(now => now with { Position = now.Position ?? begin }, cancellationToken) is not { Position: { } position })
            return;
        _intake = new CancellationTokenSource();
        _running = RunAsync(position, _intake);
    }

    protected override async Task<TriggerRecord> ToNowAsync(TriggerRecord record, CancellationToken cancellationToken)
    {
        _handled = null;
        string latest = await _store.LatestChangeAsync(_reader.Scope, cancellationToken);
        return record with { Position = await KeepAsync(latest, cancellationToken) };
    }

    protected override Task ForgetPlaceAsync(CancellationToken cancellationToken) =>
        _store.ForgetReaderAsync(_reader.Name, cancellationToken);

    protected override async Task EndedAsync()
    {
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_running.Exception?.InnerException is { } error) TriggerLog.Broken(Host.Logger, Definition.Name, error.Message);
        _intake?.Dispose();
        _intake = null;
        _running = Task.CompletedTask;
    }

    protected override TriggerRecord WithProgress(TriggerRecord record) =>
        _handled is { } handled ? record with { Position = handled.Position } : record;

    private Task<string> KeepAsync(string? handled, CancellationToken cancellationToken)
    {
        _keptAt = Host.Now;
        return _store.KeepChangesAsync(_reader, handled, cancellationToken);
    }

    private async Task RunAsync(string position, CancellationTokenSource intake)
    {
        var handled = _handled = new HandledChanges(position);
        var changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        Task noting = NoteAsync(changed.Reader, intake);
        DocumentException? lost = null;
        try
        {
            await ReadAsync(handled, changed.Writer, position, intake);
        }
        catch (OperationCanceledException) when (intake.IsCancellationRequested)
        {
            // What runs comes to its end.
        }
        catch (DocumentException error) when (error.Code == HistoryLost)
        {
            lost = error;
        }
        finally
        {
            await Task.WhenAll(handled.Running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            changed.Writer.Complete();
            await noting;
        }
        bool isHeld = await SaveAsync();
        _handled = null;
        if (handled.Failed is { } failed) await failed;
        if (isHeld && lost is not null) await SuspendAsync(lost.Message);
    }

    private async Task ReadAsync(HandledChanges handled, ChannelWriter<bool> changed, string position, CancellationTokenSource intake)
    {
        using var slots = new SemaphoreSlim(_concurrency);
        // Keys share these, which is more order than is asked for, and needs no memory.
        Task[] last = Enumerable.Repeat(Task.CompletedTask, _concurrency).ToArray();
        try
        {
            await foreach (ChangeBatch batch in _store.ReadChangesAsync(_reader, position, intake.Token))
            {
                foreach (ChangeEvent change in batch.Changes)
                {
                    if (Choose(change) is not { } argument) continue;
                    await slots.WaitAsync(intake.Token);
                    intake.Token.ThrowIfCancellationRequested();
                    if (!await IsHeldAsync()) return;
                    int place = KeyOf(argument) is { } key
                        ? (int)((uint)key.GetHashCode(StringComparison.Ordinal) % (uint)_concurrency)
                        : -1;
                    Task handling = HandleAsync(change, argument, place < 0 ? Task.CompletedTask : last[place], slots, changed, intake);
                    if (place >= 0) last[place] = handling;
                    handled.Add(change.Document["_id"]["_data"].AsString, handling);
                }
                handled.Add(batch.Position, Task.CompletedTask);
            }
        }
        finally
        {
            // They use the slots.
            await Task.WhenAll(handled.Running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private BsonDocument? Choose(ChangeEvent change)
    {
        try
        {
            return Select(change);
        }
        catch (DocumentException error)
        {
            TriggerLog.CannotMatch(Host.Logger, Definition.Name, CauseOf(change), error.Message);
            return null;
        }
    }

    private async Task HandleAsync(
        ChangeEvent change, BsonDocument argument, Task before, SemaphoreSlim slots, ChannelWriter<bool> changed,
        CancellationTokenSource intake)
    {
        bool isHandled = false;
        try
        {
            await before;
            DateTime begun = Host.Now;
            await CompleteAsync(argument, _abort);
            Tally.Add(begun, await Host.CallAsync(Definition, [argument], CauseOf(change), _abort));
            isHandled = true;
            changed.TryWrite(true);
        }
        finally
        {
            // Whoever goes on from here could not say any more that all before is handled.
            if (!isHandled) await intake.CancelAsync();
            slots.Release();
        }
    }

    private async Task NoteAsync(ChannelReader<bool> changed, CancellationTokenSource intake)
    {
        await foreach (bool _ in changed.ReadAllAsync(CancellationToken.None))
        {
            if (!changed.Completion.IsCompleted) await Task.WhenAny(changed.Completion, Task.Delay(s_noted, CancellationToken.None));
            Task<bool> saving = SaveAsync();
            await ((Task)saving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Who cannot note what is done does no more.
            if (!saving.IsCompletedSuccessfully || !saving.Result) await intake.CancelAsync();
        }
    }

    private async Task SuspendAsync(string reason)
    {
        if (ToleratesLoss)
        {
            string latest = await _store.LatestChangeAsync(_reader.Scope, CancellationToken.None);
            TriggerRecord? now = await ChangeAsync(now => now with { Position = latest }, CancellationToken.None);
            await KeepAsync(latest, CancellationToken.None);
            TriggerLog.GoesOnFromNow(
                Host.Logger, Definition.Name,
                $"changes are no longer there that it has not handled; its last run was at {now?.LastRun:u}.");
            return;
        }
        await ChangeAsync(now => now with { Suspended = reason }, CancellationToken.None);
        Host.NoteSuspended(Definition, reason);
    }

    private static string CauseOf(ChangeEvent change) =>
        $"{change.Document["operationType"].AsString} in {change.Document["ns"]["db"]}.{change.Document["ns"]["coll"]}, event {change.Document["_id"]["_data"]}";
}
