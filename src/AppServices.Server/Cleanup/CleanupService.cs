using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Cleanup;

/// <summary>Cleans up in the background while a server runs.</summary>
internal sealed partial class CleanupService(DataCleanup cleanup, TimeProvider clock, ILoggerFactory logs) : BackgroundService
{
    private readonly ILogger _logger = logs.CreateLogger("cleanup");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            long begun = Stopwatch.GetTimestamp();
            Task<CleanupResult?> run = cleanup.RunAsync(stoppingToken);
            // Whatever keeps it from its work is tried again, and keeps nobody from anything else.
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            long time = (long)Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            // What ends with the server has not failed.
            if (stoppingToken.IsCancellationRequested) return;
            if (run.Exception?.InnerException is { } error) Failed(_logger, error.Message);
            else if (run.IsCompletedSuccessfully && await run is { } result) Tell(result, time);
            await Task.Delay(cleanup.Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(CleanupResult result, long time)
    {
        if (result.IsAny)
        {
            Deleted(
                _logger, result.Sessions, result.Devices, result.PushRegistrations, result.Tokens, result.AnonymousUsers,
                result.PendingUsers, result.Mails, time);
        }
        else
        {
            Nothing(_logger, time);
        }
    }

    [LoggerMessage(1, LogLevel.Information,
        "deleted what nobody can use any more: {Sessions} sessions, {Devices} devices, {Push} push registrations, "
            + "{Tokens} tokens of mails, {Users} anonymous users, {Pending} users who never confirmed, {Mails} mails of the outbox, "
            + "in {Time} ms")]
    private static partial void Deleted(
        ILogger logger, int sessions, int devices, int push, int tokens, int users, int pending, int mails, long time);

    [LoggerMessage(2, LogLevel.Debug, "found nothing to delete in {Time} ms")]
    private static partial void Nothing(ILogger logger, long time);

    [LoggerMessage(3, LogLevel.Error, "could not delete what nobody can use any more, which is tried again: {Error}")]
    private static partial void Failed(ILogger logger, string error);
}
