using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// A transaction, which sees the file as of its first work. It becomes a write transaction with its first write; when another
/// writer has committed since its snapshot, that is a write conflict. From then on others cannot write, so it may not last long.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, and late operations still take their turn.")]
internal sealed class SqliteTransaction : IStoreTransaction
{
    private readonly SessionPool _pool;
    private readonly SqliteSession _session;
    private readonly WriteQueue _queue;
    private readonly TimeSpan _patience;
    private readonly Action<HashSet<int>, List<string>> _committed;
    private readonly HashSet<int> _changed = [];
    private readonly List<string> _warnings = [];
    private readonly TaskCompletionSource _done = new();

    // Scripts may begin several operations at once; the session does one at a time.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Catalog? _catalog;
    private bool _begun;
    private volatile bool _writing;
    private volatile string? _ended;

    /// <param name="pool">Where the session comes from.</param>
    /// <param name="queue">The other writers.</param>
    /// <param name="catalog">The collections and indexes that were known last; null for none.</param>
    /// <param name="lifetime">After how long the transaction ends by itself.</param>
    /// <param name="patience">How long the first write waits for others.</param>
    /// <param name="committed">Told of the watched collections with changes, and of what there is to warn of, after the commit.</param>
    public SqliteTransaction(
        SessionPool pool, WriteQueue queue, Catalog? catalog, TimeSpan lifetime, TimeSpan patience,
        Action<HashSet<int>, List<string>> committed)
    {
        (_pool, _session, _queue, _catalog, _patience, _committed) = (pool, pool.Take(), queue, catalog, patience, committed);
        _ = ExpireAsync(lifetime);
    }

    public bool ExcludesOthers => _writing && _ended is null;

    // All is read before the first is returned, so that the caller can write between two of them.
    public IPipelineRunner? Pipelines => null;

    public IDirectWriter? Writes => null;

    public async IAsyncEnumerable<T> ReadAsync<T>(
        Func<IReadSession, IAsyncEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        T[] results = await InTurnAsync(
            async () =>
            {
                Begin("BEGIN");
                return await read(
                    new ReadTransaction(_session, _catalog = Catalog.Refresh(_catalog, _session))).ToArrayAsync(cancellationToken);
            },
            cancellationToken);
        foreach (T result in results) yield return result;
    }

    public Task<T> WriteAsync<T>(Func<IWriteSession, ValueTask<T>> write, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            await BecomeWriterAsync(cancellationToken);
            return await WriteInSavepointAsync(write);
        },
        cancellationToken);

    public Task ExcludeOthersAsync(CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            await BecomeWriterAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await InTurnAsync(
            () =>
            {
                if (_begun) _session.Execute("COMMIT");
                End("it was committed");
                return Task.FromResult(true);
            },
            cancellationToken);
        _done.TrySetResult();
        _committed(_changed, _warnings);
    }

    public async ValueTask DisposeAsync()
    {
        await AbortAsync("it was aborted");
        _done.TrySetResult();
    }

    private async Task ExpireAsync(TimeSpan lifetime)
    {
        await _done.Task.WaitAsync(lifetime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_done.Task.IsCompleted) await AbortAsync($"it took longer than {lifetime.TotalSeconds:0} seconds");
    }

    // Undoes everything, unless the transaction has ended already; later operations are told the reason.
    private async Task AbortAsync(string reason)
    {
        await _turn.WaitAsync();
        if (_ended is null) End(reason);
        _turn.Release();
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _ended is null
                ? await work()
                : throw new DocumentException(251, "NoSuchTransaction", $"The transaction has ended: {_ended}.");
        }
        finally
        {
            _turn.Release();
        }
    }

    private void End(string reason)
    {
        _ended = reason;
        _session.RollBack();
        _pool.Return(_session);
        if (_writing) _queue.Leave();
    }

    /// <exception cref="DocumentException">The snapshot is older than what another writer has committed.</exception>
    private async Task BecomeWriterAsync(CancellationToken cancellationToken)
    {
        if (_writing) return;
        if (!await _queue.EnterAsync(_patience, cancellationToken)) throw WriteConflict();
        _writing = true;
        if (_session.Try(_begun ? "UPDATE catalog SET version = version" : "BEGIN IMMEDIATE", _patience) is not 0 and int result)
            throw Conflict(result);
        _begun = true;
    }

    private async Task<T> WriteInSavepointAsync<T>(Func<IWriteSession, ValueTask<T>> write)
    {
        var transaction = new WriteTransaction(_session, _catalog);
        try
        {
            return await transaction.InSavepointAsync(() => write(transaction));
        }
        finally
        {
            _catalog = transaction.Catalog;
            _changed.UnionWith(transaction.Changed);
            _warnings.AddRange(transaction.Warnings);
        }
    }

    private void Begin(string sql)
    {
        if (_begun) return;
        _session.Execute(sql);
        _begun = true;
    }

    // Another process has the turn, or had it since the snapshot was taken.
    private static Exception Conflict(int result) => (result & 0xFF) == raw.SQLITE_BUSY
        ? WriteConflict()
        : new SqliteException("The transaction cannot write.", result & 0xFF, result);

    private static DocumentException WriteConflict() => new(
        112, "WriteConflict", "WriteConflict error: this operation conflicted with another operation. Please retry the transaction.");
}
