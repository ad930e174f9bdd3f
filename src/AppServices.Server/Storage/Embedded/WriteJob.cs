using System;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage.Embedded;

/// <summary>A write that waits for its turn.</summary>
internal abstract class WriteJob
{
    /// <summary>Does the work, wholly or not at all; how it went is kept until the commit.</summary>
    public abstract void Run(WriteTransaction transaction);

    /// <summary>Tells how the work went, now that it is durable.</summary>
    public abstract void Complete();

    /// <summary>Tells that nothing of the work remains.</summary>
    public abstract void Fail(Exception error);
}

/// <inheritdoc/>
internal sealed class WriteJob<T>(Func<WriteTransaction, T> work, CancellationToken cancellationToken) : WriteJob
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<T>? _outcome;

    public Task<T> Completion => _completion.Task;

    public override void Run(WriteTransaction transaction) =>
        _outcome = cancellationToken.IsCancellationRequested ? Task.FromCanceled<T>(cancellationToken) : Outcome(transaction);

    public override void Complete() => _completion.SetFromTask(_outcome!);

    public override void Fail(Exception error) => _completion.SetException(error);

    // A task keeps whatever exception the work ends with.
    private Task<T> Outcome(WriteTransaction transaction)
    {
        var outcome = new Task<T>(() => transaction.Whole(() => work(transaction)));
        outcome.RunSynchronously(TaskScheduler.Default);
        return outcome;
    }
}
