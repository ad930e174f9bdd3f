using System;
using System.Threading;

namespace AppServices.Mql.Sorting;

/// <summary>Runs sorts whose comparisons ask a token, so that they end in the middle.</summary>
internal static class CancellableSort
{
    /// <exception cref="OperationCanceledException">The token said so.</exception>
    public static void Run(Action sort, CancellationToken cancellation)
    {
        try
        {
            sort();
        }
        catch (InvalidOperationException) when (cancellation.IsCancellationRequested)
        {
            // .NET wraps what comparisons throw.
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
