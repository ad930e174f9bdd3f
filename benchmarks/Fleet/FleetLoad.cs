using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Fleet;

/// <summary>
/// Clients of a fleet, each on a connection of its own: half of their calls read a document, a quarter call a function, and a quarter
/// change a document, or read another one where nothing is to be written.
/// </summary>
internal sealed class FleetLoad : IAsyncDisposable
{
    /// <summary>How many documents they use.</summary>
    public const int Documents = 10_000;

    private readonly RoundRobin _front;
    private readonly BareClient[] _clients;

    /// <summary>Whether documents are changed.</summary>
    public bool Writes { get; set; } = true;

    private FleetLoad(RoundRobin front, BareClient[] clients)
    {
        _front = front;
        _clients = clients;
    }

    public static async Task<FleetLoad> StartAsync(IReadOnlyList<Server> servers, int clients)
    {
        var front = new RoundRobin([.. servers.Select(server => server.Address)]);
        var connected = new BareClient[clients];
        for (int i = 0; i < clients; i++)
            connected[i] = await BareClient.LogInAsync(front.Address, servers[0].AppId, CancellationToken.None);
        return new FleetLoad(front, connected);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BareClient client in _clients) client.Dispose();
        await _front.DisposeAsync();
    }

    /// <summary>All clients call for a time, each as fast as it is answered.</summary>
    /// <returns>How long each call took, in milliseconds.</returns>
    public async Task<double[]> SaturateAsync(int clients, TimeSpan time)
    {
        long started = Stopwatch.GetTimestamp();
        double[][] times = await Task.WhenAll(_clients.Take(clients).Select(client => Task.Run(async () =>
        {
            List<double> own = [];
            while (Stopwatch.GetElapsedTime(started) < time) own.Add(await CallAsync(client, own.Count));
            return own.ToArray();
        })));
        return [.. times.SelectMany(own => own)];
    }

    /// <summary>Calls begin at random moments, so many a second, whatever becomes of those before.</summary>
    /// <returns>How long each call took, in milliseconds, with what it waited for a client.</returns>
    public async Task<double[]> PaceAsync(double perSecond, TimeSpan time)
    {
        var free = new ConcurrentQueue<BareClient>(_clients);
        using var some = new SemaphoreSlim(_clients.Length);
        List<Task<double>> calls = [];
        long started = Stopwatch.GetTimestamp();
        for (TimeSpan next = TimeSpan.Zero; next < time; next += Pause(perSecond))
        {
            TimeSpan early = next - Stopwatch.GetElapsedTime(started);
            if (early > TimeSpan.FromMilliseconds(1)) await Task.Delay(early);
            int kind = calls.Count;
            calls.Add(Task.Run(async () =>
            {
                long begun = Stopwatch.GetTimestamp();
                await some.WaitAsync();
                _ = free.TryDequeue(out BareClient? client);
                await CallAsync(client!, kind);
                free.Enqueue(client!);
                some.Release();
                return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            }));
        }
        return await Task.WhenAll(calls);
    }

    private static TimeSpan Pause(double perSecond) => TimeSpan.FromSeconds(-Math.Log(1 - Random.Shared.NextDouble()) / perSecond);

    private async Task<double> CallAsync(BareClient client, int kind)
    {
        string document = string.Create(CultureInfo.InvariantCulture, $$""" "query":{"_id":{{Random.Shared.Next(Documents)}}} """);
        byte[] body = Encoding.UTF8.GetBytes((kind % 4) switch
        {
            2 => """{"name":"sum","arguments":[1,2]}""",
            3 when Writes => OnItems("updateOne", document + """ ,"update":{"$inc":{"n":1} } """),
            _ => OnItems("findOne", document),
        });
        long begun = Stopwatch.GetTimestamp();
        await client.PostAsync(body, CancellationToken.None);
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    /// <summary>The body of a call of the service on the collection that is filled.</summary>
    public static string OnItems(string function, string arguments) =>
        $$"""{"name":"{{function}}","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"items",{{arguments}}}]}""";
}
