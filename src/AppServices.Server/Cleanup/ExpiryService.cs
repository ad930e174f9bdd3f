using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Cleanup;

/// <summary>Deletes documents whose time is over by an index of their collection, every minute as MongoDB does.</summary>
internal sealed partial class ExpiryService(DataStores stores, TimeProvider clock, ILoggerFactory logs) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = logs.CreateLogger("cleanup");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (IDataStore store in stores.All) await ExpireAsync(store, stoppingToken);
            await Task.Delay(s_interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ExpireAsync(IDataStore store, CancellationToken stoppingToken)
    {
        Task<int> run = store.ExpireAsync(clock.GetUtcNow(), stoppingToken);
        // Whatever keeps it from its work is tried again, and keeps nobody from anything else.
        await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested) return;
        if (run.Exception?.InnerException is { } error) Failed(_logger, error.Message);
        else if (await run is > 0 and int count) Deleted(_logger, count);
    }

    [LoggerMessage(1, LogLevel.Debug, "deleted {Count} documents whose time was over by an index")]
    private static partial void Deleted(ILogger logger, int count);

    [LoggerMessage(2, LogLevel.Error, "could not delete documents whose time is over by an index, which is tried again: {Error}")]
    private static partial void Failed(ILogger logger, string error);
}
