using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// Writes one after another, as the file wants it. Those that wait together share one commit, so that many writers do not
/// wait for the disk one by one.
/// </summary>
internal sealed class WriteQueue : IAsyncDisposable
{
    private const int MaxTogether = 256;

    private readonly Channel<WriteJob> _jobs = Channel.CreateUnbounded<WriteJob>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SqliteSession _session;
    private readonly Action<WriteTransaction> _committed;
    private readonly Task _running;
    private Catalog? _catalog;

    /// <param name="session">The connection to write with.</param>
    /// <param name="committed">Told of each transaction after its commit.</param>
    public WriteQueue(SqliteSession session, Action<WriteTransaction> committed)
    {
        _session = session;
        _committed = committed;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Runs a write when its turn comes; completes when it is durable.</summary>
    public Task<T> RunAsync<T>(Func<WriteTransaction, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var job = new WriteJob<T>(work, cancellationToken);
        return _jobs.Writer.TryWrite(job) ? job.Completion : throw new ObjectDisposedException(nameof(WriteQueue));
    }

    /// <summary>Waits until nobody else writes; the caller writes with a session of its own until it calls <see cref="Leave"/>.</summary>
    /// <returns>Whether that was so in time.</returns>
    public Task<bool> EnterAsync(TimeSpan patience, CancellationToken cancellationToken) => _turn.WaitAsync(patience, cancellationToken);

    public void Leave() => _turn.Release();

    /// <summary>
    /// Begins the log anew, which readers that overlap can keep from beginning anew by itself; when one of them reads for long, it is left
    /// to the next time.
    /// </summary>
    public async Task ShrinkLogAsync(CancellationToken cancellationToken)
    {
        await EnterAsync(Timeout.InfiniteTimeSpan, cancellationToken);
        try
        {
            EmptyLog(patience: 100);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Ends after the writes that wait, with all of them in the file itself, unless somebody else still reads.</summary>
    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.TryComplete();
        await _running;
        EmptyLog(patience: 1000);
        _session.Dispose();
        _turn.Dispose();
    }

    private void EmptyLog(int patience)
    {
        _session.Try($"PRAGMA busy_timeout = {patience}");
        _session.Try("PRAGMA wal_checkpoint(TRUNCATE)");
        _session.Try($"PRAGMA busy_timeout = {SqliteSession.Patience}");
    }

    private async Task RunAsync()
    {
        while (await _jobs.Reader.WaitToReadAsync())
        {
            await _turn.WaitAsync();
            try
            {
                await RunTogetherAsync();
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    // Whatever goes wrong concerns the writes of one round: those after it begin anew.
    private async Task RunTogetherAsync()
    {
        var jobs = new List<WriteJob>();
        // A task keeps whatever exception the round ends with.
        Task round = RunTogetherAsync(jobs);
        await round.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (round.IsCompletedSuccessfully) return;
        Exception error = round.Exception?.InnerException ?? new OperationCanceledException();
        _catalog = null;
        if (jobs.Count == 0 && _jobs.Reader.TryRead(out WriteJob? first)) jobs.Add(first);
        foreach (WriteJob job in jobs) job.Fail(error);
    }

    private async Task RunTogetherAsync(List<WriteJob> jobs)
    {
        bool isCommitted = false;
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            var transaction = new WriteTransaction(_session, _catalog);
            while (jobs.Count < MaxTogether && _jobs.Reader.TryRead(out WriteJob? job))
            {
                jobs.Add(job);
                await job.RunAsync(transaction);
                // A full disk can end it in the middle: then what was done before is undone as well.
                if (!_session.IsInTransaction) throw new InvalidOperationException("The write transaction has ended by itself.");
            }
            _catalog = transaction.Catalog;
            _session.Execute("COMMIT");
            isCommitted = true;
            foreach (WriteJob job in jobs) job.Complete();
            _committed(transaction);
        }
        finally
        {
            if (!isCommitted) _session.RollBack();
        }
    }
}
