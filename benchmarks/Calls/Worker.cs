using System;
using System.Globalization;
using System.Threading.Tasks;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Calls;

/// <summary>
/// A process that calls functions one after another when told to: it says <c>ready</c>, then answers each line
/// <c>FUNCTION COUNT</c> with the milliseconds that the calls took. It lives for all rounds, so that every side is as warm as
/// it gets and none pays for its start.
/// </summary>
internal sealed class Worker(Child child) : IAsyncDisposable
{
    public async Task WaitUntilReadyAsync()
    {
        if (await child.ReadLineAsync() is not "ready" and var said)
            throw new BenchmarkException($"A worker said '{said}' instead of 'ready'.");
    }

    /// <summary>How many calls a second it makes.</summary>
    public async Task<double> CallAsync(string function, int count) => count * 1000.0 / await AskAsync($"{function} {count}");

    /// <summary>Sends a line and returns the number that answers it.</summary>
    public async Task<double> AskAsync(string line)
    {
        await child.WriteLineAsync(line);
        return double.Parse(await child.ReadLineAsync(), CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => child.DisposeAsync();
}
