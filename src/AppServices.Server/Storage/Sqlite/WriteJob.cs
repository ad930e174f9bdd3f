using System;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>A write that waits for its turn.</summary>
internal abstract class WriteJob
{
    /// <summary>Does the work, wholly or not at all, unless it was withdrawn; how it went is kept until the commit.</summary>
    public abstract ValueTask RunAsync(WriteTransaction transaction);

    /// <summary>Tells how the work went, now that it is durable.</summary>
    public abstract void Complete();

    /// <summary>Tells that nothing of the work remains.</summary>
    public abstract void Fail(Exception error);
}

/// <inheritdoc/>
internal sealed class WriteJob<T> : WriteJob
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<WriteTransaction, ValueTask<T>> _work;
    private readonly CancellationTokenRegistration _withdrawal;
    private Task<T>? _outcome;
    private int _isTaken;

    /// <param name="work">The work, which ends with the token as well.</param>
    /// <param name="cancellationToken">Withdraws the work as long as it waits.</param>
    public WriteJob(Func<WriteTransaction, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        _work = work;
        _withdrawal = cancellationToken.UnsafeRegister((_, token) => Withdraw(token), null);
    }

    public Task<T> Completion => _completion.Task;

    public override async ValueTask RunAsync(WriteTransaction transaction)
    {
        if (Interlocked.Exchange(ref _isTaken, 1) != 0) return;
        _withdrawal.Unregister();
        // A task keeps whatever exception the work ends with.
        _outcome = transaction.InSavepointAsync(() => _work(transaction)).AsTask();
        await ((Task)_outcome).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Complete()
    {
        if (_outcome is not null) _completion.TrySetFromTask(_outcome);
    }

    // One that was withdrawn is completed already.
    public override void Fail(Exception error) => _completion.TrySetException(error);

    private void Withdraw(CancellationToken token)
    {
        if (Interlocked.Exchange(ref _isTaken, 1) == 0) _completion.TrySetCanceled(token);
    }
}
