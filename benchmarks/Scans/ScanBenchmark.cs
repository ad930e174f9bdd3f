using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Scans;

/// <summary>
/// Searches that look at each of 100,000 documents, by a function of an app; beside the same searches by mingo, which has the documents
/// as objects in its memory.
/// </summary>
internal sealed class ScanBenchmark : IBenchmark
{
    private const int Documents = 100_000;
    private const int Batch = 5_000;

    private static readonly string[] s_scans = ["filter", "nested", "sort", "regex", "count"];

    private Server? _server;
    private BareClient? _client;
    private Worker? _mingo;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        _server = await Server.StartAsync("benchmarks/Scans/app");
        _client = await BareClient.LogInAsync(_server.Address, _server.AppId, CancellationToken.None);
        for (int first = 0; first < Documents; first += Batch) await CallAsync($$"""{"name":"load","arguments":[{{first}},{{Batch}}]}""");
        _mingo = new Worker(Child.Start("node", Repository.Find("benchmarks/Scans/mingo.mjs"), $"{Documents}"));
        await _mingo.WaitUntilReadyAsync();
        var rows = new List<Row>();
        foreach (string scan in s_scans)
        {
            string found = await ScanAsync(scan);
            Subject ours = new("AppServices", async () =>
            {
                long started = Stopwatch.GetTimestamp();
                string again = await ScanAsync(scan);
                double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                return again == found ? elapsed : throw new BenchmarkException($"{scan} found {found} first, and then {again}.");
            });
            Subject rival = new("mingo", () => _mingo.AskAsync($"{scan} {found}"));
            await Subject.WarmUpAsync(20, ours, rival);
            rows.Add(new Row($"scan {scan}", "ms", ours, [new Rival(rival, Target.AtMost(1))]));
        }
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_mingo is not null) await _mingo.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task<string> ScanAsync(string kind)
    {
        using JsonDocument reply = JsonDocument.Parse(await CallAsync($$"""{"name":"scan","arguments":["{{kind}}"]}"""));
        return reply.RootElement.EnumerateObject().Single().Value.GetString()!;
    }

    private async Task<string> CallAsync(string body) =>
        Encoding.UTF8.GetString(await _client!.PostAsync(Encoding.UTF8.GetBytes(body), CancellationToken.None));
}
