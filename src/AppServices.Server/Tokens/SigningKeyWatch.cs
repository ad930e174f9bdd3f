using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Tokens;

/// <summary>Takes notice of keys that another process has replaced.</summary>
internal sealed partial class SigningKeyWatch(SigningKeys keys, ILoggerFactory logs) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logs.CreateLogger("keys");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Task<bool> look = keys.RefreshAsync(stoppingToken);
            // Whatever keeps it from its work is tried again.
            await ((Task)look).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            if (look.Exception?.InnerException is { } error) Failed(_logger, error.Message);
            else if (await look) Changed(_logger);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "tokens are signed with the keys that an operator has replaced or forgotten")]
    private static partial void Changed(ILogger logger);

    [LoggerMessage(2, LogLevel.Warning, "cannot look whether the keys that sign tokens were replaced, which is tried again: {Error}")]
    private static partial void Failed(ILogger logger, string error);
}
