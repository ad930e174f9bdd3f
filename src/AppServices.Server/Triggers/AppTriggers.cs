using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Features;
using AppServices.Server.Services;

namespace AppServices.Server.Triggers;

/// <summary>
/// The triggers of a running app. When another version of the app takes its place, each is handed over once what it runs has ended.
/// Source: app-folder 7.
/// </summary>
internal sealed class AppTriggers : IAppPart
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);      // for what commands and other servers change
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_timeToEnd = TimeSpan.FromSeconds(3);

    private readonly TriggerHost _host;
    private readonly TriggerWorker[] _workers;
    private readonly bool _isComplete;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly CancellationTokenSource _handingOver;
    private Task _running = Task.CompletedTask;

    public AppTriggers(TriggerSettings settings, TriggerHost host)
    {
        (_host, _isComplete) = (host, settings.IsComplete);
        _handingOver = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, host.App.Replaced);
        _workers = [.. settings.All.Select(Create)];
    }

    public void Start() => _running = RunAsync(_handingOver.Token);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        // Who only makes room for another version lets functions come to their end, whose time is limited.
        if (!_host.App.Replaced.IsCancellationRequested)
            await Task.WhenAny(_running, Task.Delay(s_timeToEnd, CancellationToken.None));
        if (!_host.App.Replaced.IsCancellationRequested) await _abort.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (IDisposable worker in _workers.OfType<IDisposable>()) worker.Dispose();
        _handingOver.Dispose();
        _ending.Dispose();
        _abort.Dispose();
    }

    private TriggerWorker Create(TriggerDefinition trigger) => trigger switch
    {
        DatabaseTrigger database =>
            new DatabaseWorker(database, _host, _host.App.Part<DataSourceTable>().ByName[database.DataSource], _abort.Token),
        AuthenticationTrigger authentication => new AuthenticationWorker(authentication, _host, _abort.Token),
        ScheduledTrigger scheduled => new ScheduledWorker(scheduled, _host, _abort.Token),
        _ => throw new InvalidOperationException($"{trigger.GetType().Name} is no trigger that can run."),
    };

    private async Task RunAsync(CancellationToken ending)
    {
        // All are begun before any is awaited, see ChangeWorker.
        Task preparing = Task.WhenAll(_workers.Select(worker => worker.PrepareAsync(ending)));
        bool isPrepared = await SucceedsAsync(preparing, ending);
        while (!ending.IsCancellationRequested)
        {
            if (!isPrepared) isPrepared = await SucceedsAsync(Task.WhenAll(_workers.Select(worker => worker.PrepareAsync(ending))), ending);
            else await SucceedsAsync(LookAsync(ending), ending);
            if (isPrepared && _workers.Length == 0) break;
            await Task.Delay(TimeToNext(), _host.Clock, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        foreach (TriggerWorker worker in _workers) worker.EndIntake();
        await Task.WhenAll(_workers.Select(worker => SucceedsAsync(worker.EndAsync(), CancellationToken.None)));
    }

    // What goes wrong, as on a full disk, is tried again.
    private async Task<bool> SucceedsAsync(Task work, CancellationToken ending)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (work.Exception?.InnerException is { } error && !ending.IsCancellationRequested)
            TriggerLog.CannotLook(_host.Logger, error.Message);
        return work.IsCompletedSuccessfully;
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<TriggerRecord> records = await _host.Records.ListAsync(_host.App.Definition.ClientAppId, cancellationToken);
        Dictionary<string, TriggerRecord> byName = records.ToDictionary(record => record.Name, StringComparer.Ordinal);
        await Task.WhenAll(_workers.Select(worker => byName.TryGetValue(worker.Definition.Name, out TriggerRecord? record)
            ? worker.LookAsync(record, cancellationToken)
            : worker.PrepareAsync(cancellationToken)));
        if (_isComplete) await ForgetAsync(records, cancellationToken);
    }

    // A trigger that the app has no more keeps no changes.
    private async Task ForgetAsync(IReadOnlyList<TriggerRecord> records, CancellationToken cancellationToken)
    {
        foreach (TriggerRecord record in records)
        {
            if (_workers.Any(worker => worker.Definition.Name == record.Name) || !_host.IsFree(record)) continue;
            await _host.Stores.Find(record.Scope?.Source ?? "").ForgetReaderAsync(
                TriggerRecord.Key(record.AppId, record.Name), cancellationToken);
            await _host.Records.ForgetAsync(record.AppId, record.Name, cancellationToken);
        }
    }

    private TimeSpan TimeToNext()
    {
        DateTime now = _host.Now;
        TimeSpan next = s_look;
        foreach (TriggerWorker worker in _workers)
            if (worker.Due - now is { } rest && rest < next) next = rest > s_least ? rest : s_least;
        return next;
    }
}
