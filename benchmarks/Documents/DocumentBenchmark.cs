using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Documents;

/// <summary>
/// Documents of about 200 bytes, and of a kilobyte: the cmdlets beside a bare HttpClient and realm-web, a collection of a million beside
/// one of ten thousand, and the memory that reading a million takes. All talk to one server and its embedded database.
/// </summary>
internal sealed class DocumentBenchmark : IBenchmark
{
    private const int Many = 1_000_000;
    private const int Few = 10_000;
    private const int Large = 100_000;
    private const int Reads = 1000;
    private const int Loaded = 20_000;

    private readonly List<Worker> _workers = [];
    private Server? _server;
    private int _collections;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        _server = await Server.StartAsync("benchmarks/Documents/app");
        string address = _server.Address.GetLeftPart(UriPartial.Authority), appId = _server.AppId;
        Worker module = await StartAsync(Child.StartPowerShell(
            Repository.Find("benchmarks/Documents/module.ps1"), Repository.Find("out/AppServices/AppServices.psd1"), address, appId));
        Worker http = await StartAsync(Child.StartDotNet(typeof(DocumentBenchmark).Assembly.Location, DocumentLoop.Name, address, appId));
        Worker realm = await StartAsync(Child.Start("node", Repository.Find("benchmarks/Documents/realm-web.mjs"), address, appId));
        foreach ((string collection, int count) in new[] { ("few", Few), ("many", Many), ("large", Large) })
        {
            await Server.RunAsync(
                "index", "create", "{\"sku\":1}", "--app", appId, "--data", _server.Data!, "--database", "shop", "--collection",
                collection);
            for (int first = 0; first < count; first += Loaded)
                await module.AskAsync($"load {collection} {first} {Math.Min(Loaded, count)}");
        }
        foreach (Worker worker in new[] { module, http })
            foreach (string verb in new[] { "id few", "sku few" }) await worker.AskAsync($"{verb} {Few} {Reads}");
        return
        [
            new Row(
                "load", "/s", Load("AppServices", module),
                [new Rival(Load("HttpClient", http), null), new Rival(Load("realm-web", realm), Target.AtLeast(3))]),
            new Row("read all", "/s", Read("AppServices", module, "many", Many), [new Rival(Read("HttpClient", http, "many", Many), null)]),
            new Row(
                "read large", "/s", Read("AppServices", module, "large", Large),
                [
                    new Rival(Read("JsonDocument", http, "large", Large, "parse"), Target.AtLeast(0.5)),
                    new Rival(Read("realm-web", realm, "large", Large), Target.AtLeast(5)),
                ]),
            new Row(
                "first", "ms", new Subject("AppServices", () => module.AskAsync($"first large 0 {Large}")),
                [Rival.Limit(100)]),
            Find("by _id", "id", module, http),
            Find("by index", "sku", module, http),
            new Row(
                "memory", "MB", new Subject("AppServices", () => module.AskAsync($"memory many 0 {Many}")),
                [Rival.Limit(50)]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Worker worker in _workers) await worker.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    private static Row Find(string name, string verb, Worker module, Worker http) => new(
        name, "/s", Find("AppServices", verb, module, "many", Many),
        [new Rival(Find("HttpClient", verb, http, "many", Many), null),
            new Rival(Find("10,000 docs", verb, module, "few", Few), Target.AtLeast(0.8))]);

    private static Subject Find(string name, string verb, Worker worker, string collection, int size) =>
        new(name, async () => Reads * 1000.0 / await worker.AskAsync($"{verb} {collection} {size} {Reads}"));

    private static Subject Read(string name, Worker worker, string collection, int count, string verb = "read") =>
        new(name, async () => count * 1000.0 / await worker.AskAsync($"{verb} {collection} 0 {count}"));

    private Subject Load(string name, Worker worker) =>
        new(name, async () => Loaded * 1000.0 / await worker.AskAsync($"load loaded{_collections++} 0 {Loaded}"));

    private async Task<Worker> StartAsync(Child child)
    {
        var worker = new Worker(child);
        _workers.Add(worker);
        await worker.WaitUntilReadyAsync();
        return worker;
    }
}
