using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Processes;

/// <summary>So many who work at once, each of whom begins the next piece when the last one is done.</summary>
internal static class Crowd
{
    /// <summary>Has them do all pieces together.</summary>
    /// <param name="size">How many they are.</param>
    /// <param name="count">How many pieces there are.</param>
    /// <param name="work">Does a piece, the first of which is number 1.</param>
    /// <returns>The time that it took.</returns>
    public static async Task<TimeSpan> RunAsync(int size, int count, Func<int, Task> work)
    {
        int begun = 0;
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, size).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref begun) is var piece && piece <= count) await work(piece);
        })));
        return Stopwatch.GetElapsedTime(started);
    }
}
