using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Wire;

/// <summary>Ends what nobody uses any more: transactions, sessions, cursors, and what is remembered of them.</summary>
internal sealed partial class WireUpkeep(
    WireSessions sessions, Cursors cursors, RetryRecords retries, MongodbSettings settings, TimeProvider clock, ILoggerFactory logs)
    : BackgroundService
{
    private static readonly TimeSpan s_often = TimeSpan.FromSeconds(1), s_seldom = TimeSpan.FromMinutes(5);

    private readonly ILogger _logger = logs.CreateLogger("mongodb");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!IPAddress.IsLoopback(settings.Address) && settings.Certificate is null) Unprotected(_logger, settings.Address);
        DateTimeOffset next = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            await sessions.TidyAsync();
            await cursors.TidyAsync();
            if (clock.GetUtcNow() >= next)
            {
                next = clock.GetUtcNow() + s_seldom;
                Task sweep = retries.SweepAsync(stoppingToken);
                await sweep.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                // What ends with the server has not failed.
                if (stoppingToken.IsCancellationRequested) return;
                if (sweep.Exception?.InnerException is { } error) Failed(_logger, error.Message);
            }
            await Task.Delay(s_often, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(2, LogLevel.Warning,
        "--mongodb-address {Address}: documents go over the network unprotected; give a certificate with --mongodb-certificate")]
    private static partial void Unprotected(ILogger logger, IPAddress address);

    [LoggerMessage(1, LogLevel.Error, "could not forget ended sessions, which is tried again: {Error}")]
    private static partial void Failed(ILogger logger, string error);
}
