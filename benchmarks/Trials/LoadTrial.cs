using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Trials;

/// <summary>200 clients call functions and write, find, change and delete documents of their own, each as fast as it is answered.</summary>
internal sealed class LoadTrial : ITrial
{
    private const int Clients = 200;
    private const int Rounds = 3;

    public (string Unit, int Size) Extent => ("seconds", 60);

    public async Task RunAsync(int size)
    {
        await using Server server = await Server.StartAsync();
        BareClient[] clients = await Task.WhenAll(
            Enumerable.Range(0, Clients).Select(_ => BareClient.LogInAsync(server.Address, server.AppId, CancellationToken.None)));
        await Rest.AfterAsync(server, Rounds, async () =>
        {
            TimeSpan time = TimeSpan.FromSeconds((double)size / Rounds);
            long started = Stopwatch.GetTimestamp();
            return (await Task.WhenAll(clients.Select(client => Task.Run(() => CallAsync(client, started, time))))).Sum();
        }, rest: TimeSpan.FromSeconds(20));
        foreach (BareClient client in clients) client.Dispose();
    }

    private static async Task<long> CallAsync(BareClient client, long started, TimeSpan time)
    {
        byte[][] calls =
        [
            .. new[]
            {
                """{"name":"sum","arguments":[1,2]}""",
                """{"name":"echo","arguments":[{"list":[1,"two",{"three":3.5}]}]}""",
                OfService("insertOne", $$"""
                    "document":{"owner":"{{client.UserId}}","item":"pen","count":1,"text":"{{new string('x', 200)}}"}
                    """),
                OfService("find", """ "query":{"count":{"$gte":1}},"limit":10 """),
                OfService("updateMany", """ "query":{"item":"pen"},"update":{"$inc":{"count":1}} """),
                OfService("aggregate", """ "pipeline":[{"$group":{"_id":"$item","n":{"$sum":"$count"}}}] """),
                OfService("deleteMany", """ "query":{} """),
            }.Select(Encoding.UTF8.GetBytes),
        ];
        long done = 0;
        for (; Stopwatch.GetElapsedTime(started) < time; done++) await client.PostAsync(calls[done % calls.Length], CancellationToken.None);
        await client.PostAsync(calls[^1], CancellationToken.None);
        return done + 1;
    }

    private static string OfService(string function, string arguments) =>
        $$"""{"name":"{{function}}","service":"mongodb-atlas","arguments":[{"database":"store","collection":"orders",{{arguments}}}]}""";
}
