using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Calls;

/// <summary>
/// Function calls one after another, and 16 at once: a pipeline into Invoke-AppFunction, a bare HttpClient that sends the same bytes,
/// realm-web, and Invoke-RestMethod, all to one server and each in a process of its own.
/// </summary>
internal sealed class CallBenchmark : IBenchmark
{
    private const int Calls = 1000;
    // What is called, the row's name, and how many times as fast as realm-web and Invoke-RestMethod it is to be.
    private static readonly (string Function, string Name, double RealmWeb, double RestMethod)[] s_rows =
        [("sum", "sum", 5, 10), ("echo", "echo", 5, 10), ("sum16", "sum, 16", 8, 50)];

    private readonly List<Worker> _workers = [];
    private Server? _server;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        _server = await Server.StartAsync();
        string address = _server.Address.GetLeftPart(UriPartial.Authority), appId = _server.AppId;
        Worker module = await StartAsync(Child.StartPowerShell(
            Repository.Find("benchmarks/Calls/module.ps1"), Repository.Find("out/AppServices/AppServices.psd1"), address, appId));
        Worker http = await StartAsync(Child.StartDotNet(typeof(CallBenchmark).Assembly.Location, HttpLoop.Name, address, appId));
        Worker realm = await StartAsync(Child.Start("node", Repository.Find("benchmarks/Calls/realm-web.mjs"), address, appId));
        Worker rest = await StartAsync(Child.StartPowerShell(Repository.Find("benchmarks/Calls/rest.ps1"), address, appId));
        return [.. s_rows.Select(row => new Row(
            row.Name, "/s", Subject("AppServices", module, row.Function),
            [
                new Rival(Subject("HttpClient", http, row.Function), Target.AtLeast(0.85)),
                new Rival(Subject("realm-web", realm, row.Function), Target.AtLeast(row.RealmWeb)),
                new Rival(Subject("RestMethod", rest, row.Function), Target.AtLeast(row.RestMethod)),
            ]))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Worker worker in _workers) await worker.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    private static Subject Subject(string name, Worker worker, string function) => new(name, () => worker.CallAsync(function, Calls));

    // Compilers need some thousand calls and a moment to have done their best.
    private async Task<Worker> StartAsync(Child child)
    {
        var worker = new Worker(child);
        _workers.Add(worker);
        await worker.WaitUntilReadyAsync();
        for (int i = 0; i < 3; i++)
            foreach ((string function, _, _, _) in s_rows) await worker.CallAsync(function, Calls);
        return worker;
    }
}
