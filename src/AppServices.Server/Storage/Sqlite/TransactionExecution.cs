using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using Microsoft.Data.Sqlite;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// All operations in one transaction, which sees the file as of its first operation. It becomes a write transaction with
/// its first write; when another writer has committed since its snapshot, that is a write conflict.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, and late operations still take their turn.")]
internal sealed class TransactionExecution(SqliteSession session, SessionPool pool, WriteQueue queue) : IExecution
{
    private const int SnapshotIsOld = 517;      // SQLITE_BUSY_SNAPSHOT

    // Scripts may begin several operations at once; the session does one at a time.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Catalog? _catalog;
    private bool _begun;
    private volatile bool _writing;
    private volatile string? _ended;

    /// <summary>Whether the transaction has the only right to write.</summary>
    public bool IsWriting => _writing && _ended is null;

    /// <summary>The watched collections with changes.</summary>
    public HashSet<int> Changed { get; } = [];

    /// <summary>The results are read before the first is returned, so that the caller can write between two of them.</summary>
    public async IAsyncEnumerable<T> ReadAsync<T>(
        Func<SqliteSession, Catalog, IEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        T[] results = await InTurnAsync(
            () =>
            {
                Begin("BEGIN");
                return Task.FromResult(read(session, _catalog = Catalog.Refresh(_catalog, session)).ToArray());
            },
            cancellationToken);
        foreach (T result in results) yield return result;
    }

    public Task<T> WriteAsync<T>(Func<WriteTransaction, T> write, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            await BecomeWriterAsync(cancellationToken);
            return Write(write);
        },
        cancellationToken);

    /// <summary>Takes the right to write before the first operation: then no write can conflict.</summary>
    public Task ExcludeOthersAsync(CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            await BecomeWriterAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public Task CommitAsync(CancellationToken cancellationToken) => InTurnAsync(
        () =>
        {
            if (_begun) session.Execute("COMMIT");
            End("it was committed");
            return Task.FromResult(true);
        },
        cancellationToken);

    /// <summary>Undoes everything, unless the transaction has ended already.</summary>
    /// <param name="reason">What later operations are told.</param>
    public async Task AbortAsync(string reason)
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
            return _ended is null ? await work() : throw new DocumentException(251, "NoSuchTransaction", $"The transaction has ended: {_ended}.");
        }
        finally
        {
            _turn.Release();
        }
    }

    private void End(string reason)
    {
        _ended = reason;
        session.RollBack();
        pool.Return(session);
        if (_writing) queue.Leave();
    }

    /// <exception cref="DocumentException">The snapshot is older than what another writer has committed.</exception>
    private async Task BecomeWriterAsync(CancellationToken cancellationToken)
    {
        if (_writing) return;
        await queue.EnterAsync(cancellationToken);
        _writing = true;
        if (!_begun) Begin("BEGIN IMMEDIATE");
        else if (session.Try("UPDATE catalog SET version = version") is not 0 and int result) throw Conflict(result);
    }

    private T Write<T>(Func<WriteTransaction, T> write)
    {
        var transaction = new WriteTransaction(session, _catalog);
        try
        {
            return transaction.InSavepoint(() => write(transaction));
        }
        finally
        {
            _catalog = transaction.Catalog;
            Changed.UnionWith(transaction.Changed);
        }
    }

    private void Begin(string sql)
    {
        if (_begun) return;
        session.Execute(sql);
        _begun = true;
    }

    private static Exception Conflict(int result) => result == SnapshotIsOld
        ? new DocumentException(112, "WriteConflict", "WriteConflict error: this operation conflicted with another operation. Please retry the transaction.")
        : new SqliteException("The transaction cannot write.", result & 0xFF, result);
}
