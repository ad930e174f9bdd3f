using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>A transaction of the embedded store. Others cannot write from its first write to its end, so it may not last long.</summary>
internal sealed class SqliteStoreTransaction : SqliteOperations, IStoreTransaction
{
    private readonly TransactionExecution _execution;
    private readonly Action<IReadOnlySet<int>> _changed;
    private readonly TaskCompletionSource _done = new();

    /// <param name="execution">The one session that the operations use.</param>
    /// <param name="lifetime">After how long the transaction ends by itself.</param>
    /// <param name="changed">Told of the watched collections with changes, after the commit.</param>
    public SqliteStoreTransaction(TransactionExecution execution, TimeSpan lifetime, Action<IReadOnlySet<int>> changed)
        : base(execution)
    {
        _execution = execution;
        _changed = changed;
        _ = ExpireAsync(lifetime);
    }

    public bool ExcludesOthers => _execution.IsWriting;

    public Task ExcludeOthersAsync(CancellationToken cancellationToken) => _execution.ExcludeOthersAsync(cancellationToken);

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _execution.CommitAsync(cancellationToken);
        _done.TrySetResult();
        if (_execution.Changed.Count > 0) _changed(_execution.Changed);
    }

    public async ValueTask DisposeAsync()
    {
        await _execution.AbortAsync("it was aborted");
        _done.TrySetResult();
    }

    private async Task ExpireAsync(TimeSpan lifetime)
    {
        await _done.Task.WaitAsync(lifetime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_done.Task.IsCompleted) await _execution.AbortAsync($"it took longer than {lifetime.TotalSeconds:0} seconds");
    }
}
