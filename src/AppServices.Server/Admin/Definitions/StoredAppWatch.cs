using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.SignIn;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Admin.Definitions;

/// <summary>Serves what another server on the same data folder has deployed, a second later at most. Source: admin-api 3.3.</summary>
internal sealed partial class StoredAppWatch(AppDefinitions definitions, ILoggerFactory logs) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logs.CreateLogger(AdminLog.Category);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Task look = definitions.FollowAsync(stoppingToken);
            await look.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // What goes wrong, as on a full disk, is tried again.
            if (look.Exception?.InnerException is { } error && !stoppingToken.IsCancellationRequested) CannotLook(_logger, error.Message);
        }
    }

    [LoggerMessage(5, LogLevel.Warning, "cannot look for what other servers have deployed: {Error}")]
    private static partial void CannotLook(ILogger logger, string error);
}
