using System;
using System.Globalization;
using System.Threading.Tasks;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Trials;

/// <summary>What a server takes when it rests, after each of several rounds of the same work.</summary>
internal static class Rest
{
    private const double Growth = 1.25;
    private const long Slack = 48L << 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    /// <summary>Works in rounds. The first one makes what stays, such as compiled code; after it nothing may pile up.</summary>
    /// <param name="server">The server.</param>
    /// <param name="rounds">How many.</param>
    /// <param name="work">One round.</param>
    /// <param name="rest">How long memory and files may take until they are back.</param>
    /// <exception cref="BenchmarkException">They do not come back.</exception>
    public static async Task AfterAsync(Server server, int rounds, Func<Task<long>> work, TimeSpan rest)
    {
        (long Memory, long Files)? first = null;
        for (int round = 1; round <= rounds; round++)
        {
            long done = await work();
            (long Memory, long Files) busy = server.Measure(), least = busy;
            DateTime end = DateTime.UtcNow + rest;
            // The first one rests as long as the others, to be compared with them.
            while (DateTime.UtcNow < end && (first is null || !IsBack(least, first.Value)))
            {
                await Task.Delay(s_pause);
                (long memory, long files) = server.Measure();
                least = (Math.Min(least.Memory, memory), Math.Min(least.Files, files));
            }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: {done:N0} done; memory {Megabytes(busy.Memory)}, then {Megabytes(least.Memory)}; "
                    + $"files {Megabytes(busy.Files)}, then {Megabytes(least.Files)}"));
            first ??= least;
            if (!IsBack(least, first.Value))
                throw new BenchmarkException("Memory or files do not come back to what they were after the first round.");
        }
    }

    private static bool IsBack((long Memory, long Files) now, (long Memory, long Files) first) =>
        now.Memory <= first.Memory * Growth + Slack && now.Files <= first.Files * Growth + Slack;

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N0} MB");
}
