using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Http;
using System.Threading.Tasks;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Start;

/// <summary>From starting the server's process to the first reply that it gives.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    private readonly HttpClient _client = new();

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        var ours = new Subject("appservices-server", () => MeasureAsync(() => Server.StartAsync()));
        var empty = new Subject("empty server", () => MeasureAsync(Server.StartEmptyAsync));
        await Subject.WarmUpAsync(1, ours, empty);      // brings the files into memory, and compiles our own client
        return [new Row("start", "ms", ours, [new Rival(empty, Target: null)])];
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<double> MeasureAsync(Func<Task<Server>> start)
    {
        long started = Stopwatch.GetTimestamp();
        await using Server server = await start();
        using HttpResponseMessage reply = await _client.GetAsync(new Uri(server.Address, "/health"));
        double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return reply.IsSuccessStatusCode
            ? elapsed
            : throw new BenchmarkException($"GET {server.Address}health was answered with {(int)reply.StatusCode}.");
    }
}
