using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Every operation by itself: reads have a snapshot each, writes go through the queue.</summary>
internal sealed class StandaloneExecution(SessionPool pool, WriteQueue queue) : IExecution
{
    private volatile Catalog? _catalog;

    public async IAsyncEnumerable<T> ReadAsync<T>(
        Func<SqliteSession, Catalog, IEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SqliteSession session = pool.Take();
        try
        {
            session.Execute("BEGIN");
            Catalog catalog = _catalog = Catalog.Refresh(_catalog, session);
            foreach (T item in read(session, catalog))
            {
                yield return item;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            session.RollBack();         // ends the snapshot; nothing was written
            pool.Return(session);
        }
        await Task.CompletedTask;
    }

    public Task<T> WriteAsync<T>(Func<WriteTransaction, T> write, CancellationToken cancellationToken) => queue.RunAsync(write, cancellationToken);
}
