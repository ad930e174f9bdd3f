using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Logs;

/// <summary>
/// Writes entries behind the back of those who make them, many with one commit. Who makes one never waits: when there are more than can be
/// written, the rest is left out and counted. Source: admin-api 6.2.
/// </summary>
internal sealed partial class LogWriter : IAsyncDisposable
{
    private const int MaxWaiting = 4096;
    private const int MaxTogether = 512;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_betweenSweeps = TimeSpan.FromMinutes(10);

    private readonly Channel<LogEntry> _entries = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(MaxWaiting));
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly LogStore _store;
    private readonly CallMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Task _writing;
    private readonly Task _sweeping;
    private int _leftOut;

    /// <param name="store">Where entries are kept.</param>
    /// <param name="metrics">Measures what they tell of.</param>
    /// <param name="logs">Where it is told when entries were not kept.</param>
    public LogWriter(LogStore store, CallMetrics metrics, ILoggerFactory logs)
    {
        _store = store;
        _metrics = metrics;
        _logger = logs.CreateLogger("logs");
        _writing = Task.Run(WriteAsync);
        _sweeping = Task.Run(SweepAsync);
    }

    /// <summary>Takes an entry, unless too many wait. One without an app is nobody's.</summary>
    public void Add(LogEntry entry)
    {
        if (entry.AppId is null) return;
        _metrics.Add(entry);
        if (!_entries.Writer.TryWrite(entry)) Interlocked.Increment(ref _leftOut);
    }

    /// <summary>Completes when everything is written, or left out, that was added up to now.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // What comes meanwhile is for the next time: one who waits must not wait for ever.
            for (int left = _entries.Reader.Count; left > 0; left -= MaxTogether) await WriteSomeAsync();
        }
        finally
        {
            _turn.Release();
        }
        if (Interlocked.Exchange(ref _leftOut, 0) is > 0 and var count) LeftOut(_logger, count);
    }

    /// <summary>Ends after what waits is written.</summary>
    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        await _ending.CancelAsync();
        await _writing;
        await _sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        _turn.Dispose();
    }

    private async Task WriteAsync()
    {
        while (await _entries.Reader.WaitToReadAsync())
        {
            // Others' writes matter more: a few commits a second are enough.
            await Task.Delay(s_pause, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await FlushAsync(CancellationToken.None);
        }
    }

    private async Task WriteSomeAsync()
    {
        var entries = new List<LogEntry>();
        while (entries.Count < MaxTogether && _entries.Reader.TryRead(out LogEntry? entry)) entries.Add(entry);
        // Whatever keeps them from being written keeps nobody from anything else.
        Task write = _store.WriteAsync(entries, CancellationToken.None);
        await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!write.IsCompletedSuccessfully) Lost(_logger, entries.Count, write.Exception?.InnerException?.Message ?? "it was broken off");
    }

    private async Task SweepAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            Task sweep = _store.SweepAsync(_ending.Token);
            await sweep.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (sweep.Exception?.InnerException is { } error) NotSwept(_logger, error.Message);
            await Task.Delay(s_betweenSweeps, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} entries of apps' logs were left out, because more came than can be written")]
    private static partial void LeftOut(ILogger logger, int count);

    [LoggerMessage(2, LogLevel.Error, "{Count} entries of apps' logs could not be written: {Error}")]
    private static partial void Lost(ILogger logger, int count, string error);

    [LoggerMessage(3, LogLevel.Error, "old entries of apps' logs could not be deleted, which is tried again: {Error}")]
    private static partial void NotSwept(ILogger logger, string error);
}
