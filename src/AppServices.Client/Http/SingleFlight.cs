using System;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>Work that any number of callers ask for and that runs once for all who ask while it runs.</summary>
internal sealed class SingleFlight<T>
{
    private readonly object _gate = new();
    private Task<T>? _running;

    /// <summary>
    /// Joins the running work, or starts it. Cancelling ends this caller's wait only, since others may need the result.
    /// </summary>
    public Task<T> RunAsync(Func<Task<T>> start, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_running is not { IsCompleted: false }) _running = start();
            return OrCanceledAsync(_running, cancellationToken);
        }
    }

    private static async Task<T> OrCanceledAsync(Task<T> task, CancellationToken cancellationToken)
    {
        var canceled = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => canceled.TrySetCanceled(cancellationToken)))
            return await (await Task.WhenAny(task, canceled.Task).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
