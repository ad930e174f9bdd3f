using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Hosting;

/// <summary>
/// Whether the server can do its work, which is to write to the database and to read from it. Anybody may ask, so that all who ask within
/// a second get one answer.
/// </summary>
internal sealed partial class DataHealth(IDataStore store, TimeProvider clock, ILoggerFactory logs) : IHealthCheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(1);
    private static readonly StateSchema s_health = new("health", [], []);

    private readonly ILogger _logger = logs.CreateLogger("health");
    private readonly Lock _gate = new();
    private volatile string? _damage;
    private Task<HealthCheckResult>? _latest;
    private long _begun;

    /// <summary>Notes why a request failed: where that is damage of the database, it cannot get better.</summary>
    public void Note(Exception? error)
    {
        if (error is null || !SqliteStore.IsDamage(error) || _damage is not null) return;
        _damage = $"The database is damaged: {error.Message} Stop the server, and restore a backup or run 'appservices-server repair'.";
        Damaged(_logger, _damage);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_damage is { } damage) return Task.FromResult(HealthCheckResult.Unhealthy(damage));
        lock (_gate)
        {
            if (_latest is null || (_latest.IsCompleted && Stopwatch.GetElapsedTime(_begun) > s_kept))
                (_latest, _begun) = (CheckAsync(), Stopwatch.GetTimestamp());
            return _latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<HealthCheckResult> CheckAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        // A task keeps whatever exception it ends with; a write that has begun is left behind when it takes too long.
        Task writes = Task.Run(() => WriteAndReadAsync(patience.Token)).WaitAsync(patience.Token);
        await writes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return writes.IsCompletedSuccessfully
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(writes.Exception?.InnerException is { } error
                ? $"The database cannot be written and read: {error.Message}"
                : $"The database could not be written and read in {s_patience.TotalSeconds:0} seconds.");
    }

    private async Task WriteAndReadAsync(CancellationToken cancellationToken)
    {
        var mark = new BsonDocument { ["_id"] = "last", ["time"] = clock.GetUtcNow().UtcDateTime };
        await store.WriteAsync(
            [new StateWrite.Delete(s_health, mark["_id"]), new StateWrite.Insert(s_health, mark)], cancellationToken);
        await store.FindAsync(s_health, "_id", mark["_id"], cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Error, "{Damage}")]
    private static partial void Damaged(ILogger logger, string damage);
}
