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

namespace AppServices.Benchmarks.Engines;

/// <summary>Functions in Node.js beside the same functions in the server: a small one, one after another, and one that only computes.</summary>
internal sealed class EngineBenchmark : IBenchmark
{
    private const int Calls = 500;
    private const int Size = 100_000;

    private readonly List<BareClient> _clients = [];
    private readonly List<Server> _servers = [];

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        string digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Enumerable.Repeat((byte)'a', Size).ToArray()));
        Subject[] sums = [await SubjectAsync("node", "sum", "1,2", """{"$numberInt":"3"}""", Calls), await SubjectAsync("jint", "sum", "1,2", """{"$numberInt":"3"}""", Calls)];
        string size = Size.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Subject[] digests = [await SubjectAsync("node", "digest", size, $"\"{digest}\"", 1), await SubjectAsync("jint", "digest", size, $"\"{digest}\"", 1)];
        await Subject.WarmUpAsync(5, sums);
        return
        [
            new Row("sum in Node.js", "/s", sums[0], [new Rival(sums[1], Target.AtLeast(0.5))]),
            new Row("computing", "/s", digests[0], [new Rival(digests[1], Target.AtLeast(10))]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BareClient client in _clients) client.Dispose();
        foreach (Server server in _servers) await server.DisposeAsync();
    }

    private async Task<Subject> SubjectAsync(string engine, string function, string arguments, string expected, int calls)
    {
        Server server = await Server.StartAsync("benchmarks/Engines/app", $$$"""{"functions":{"engine":"{{{engine}}}"} }""");
        _servers.Add(server);
        BareClient client = await BareClient.LogInAsync(server.Address, server.AppId, CancellationToken.None, "functions/call");
        _clients.Add(client);
        byte[] bytes = Encoding.UTF8.GetBytes($$"""{"name":"{{function}}","arguments":[{{arguments}}]}""");
        return new Subject(engine, async () =>
        {
            long started = Stopwatch.GetTimestamp();
            byte[] reply = [];
            for (int i = 0; i < calls; i++) reply = await client.PostAsync(bytes, CancellationToken.None);
            double elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
            string text = Encoding.UTF8.GetString(reply);
            return text == expected ? calls / elapsed : throw new BenchmarkException($"{function} in {engine} answered {text}.");
        });
    }
}
