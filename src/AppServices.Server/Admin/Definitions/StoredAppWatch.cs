using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace AppServices.Server.Admin.Definitions;

/// <summary>Serves what another server on the same data folder has deployed, a second later at most. Source: admin-api 3.3.</summary>
internal sealed class StoredAppWatch(AppDefinitions definitions) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await definitions.FollowAsync(stoppingToken);
    }
}
