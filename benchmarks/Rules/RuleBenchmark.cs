using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Rules;

/// <summary>
/// Rules on a collection of 100,000 documents, of which the caller owns 1,000: a role that applies to the owner's documents,
/// beside the same query where no such rule stands in its way.
/// </summary>
internal sealed class RuleBenchmark : IBenchmark
{
    private const int Documents = 100_000;
    private const int Batch = 5_000;
    private const int Calls = 20;

    private Server? _server;
    private BareClient? _client;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        _server = await Server.StartAsync("benchmarks/Rules/app");
        _client = await BareClient.LogInAsync(_server.Address, _server.AppId, CancellationToken.None);
        string owner = "";
        foreach (string collection in new[] { "owned", "open" })
        {
            await Server.RunAsync(
                "index", "create", "{\"owner\":1}", "--app", _server.AppId, "--data", _server.Data!, "--database", "shop", "--collection",
                collection);
            for (int first = 0; first < Documents; first += Batch)
                owner = await PostAsync($$"""{"name":"load","arguments":["{{collection}}",{{first}},{{Batch}}]}""");
        }
        Subject ruled = Find("owner rule", "owned", "{}"), open = Find("open rule", "open", $$"""{"owner":{{owner}}}""");
        Subject counted = Call("owner rule", "countOwn"), system = Call("as system", "countAll");
        await Subject.WarmUpAsync(1, ruled, open, counted, system);
        return
        [
            new Row("find own", "ms", ruled, [new Rival(open, Target.AtMost(2))]),
            new Row("count own", "ms", counted, [new Rival(system, Target.AtMost(2))]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private Subject Find(string name, string collection, string query) => Repeat(
        name,
        $$"""{"name":"find","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"{{collection}}","query":{{query}}}]}""");

    private Subject Call(string name, string function) => Repeat(name, $$"""{"name":"{{function}}","arguments":[]}""");

    private Subject Repeat(string name, string body) => new(name, async () =>
    {
        long started = Stopwatch.GetTimestamp();
        string[] replies = new string[Calls];
        for (int i = 0; i < Calls; i++) replies[i] = await PostAsync(body);
        double elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds / Calls;
        return replies.All(reply => reply.Contains("\"1000\"", StringComparison.Ordinal) || reply.Length > 100_000)
            ? elapsed
            : throw new BenchmarkException($"Not all of the caller's documents were found: {replies[0]}");
    });

    private async Task<string> PostAsync(string body) =>
        Encoding.UTF8.GetString(await _client!.PostAsync(Encoding.UTF8.GetBytes(body), CancellationToken.None));
}
