using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Floods;

/// <summary>What calls of a function take while others take all they can get, beside what they take alone: the slowest in a hundred.</summary>
internal sealed class FloodBenchmark : IBenchmark
{
    private const int Calls = 1000;
    private const int Endless = 16;
    private const int Logins = 64;
    private const double Slowest = 0.99;

    private static readonly byte[] s_sum = Encoding.UTF8.GetBytes(
        """{"name":"sum","arguments":[{"$numberInt":"1"},{"$numberInt":"2"}]}""");

    private static readonly byte[] s_endless = Encoding.UTF8.GetBytes("""{"name":"endless","arguments":[]}""");

    private readonly List<Site> _sites = [];

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        Site inProcess = await StartAsync(settings: null), inNode = await StartAsync("""{"functions":{"engine":"node"}}""");
        return
        [
            Row("endless", inProcess, Endless, (_, ending) => inProcess.Flooder.PostAsync(s_endless, ending)),
            Row("in Node.js", inNode, Endless, (_, ending) => inNode.Flooder.PostAsync(s_endless, ending)),
            Row("guesses", inProcess, Logins, (i, ending) => GuessAsync(inProcess.Server, i, ending)),
        ];

        static Row Row(string name, Site site, int count, Func<int, CancellationToken, Task> flood) => new(
            name, "ms", new Subject("p99", () => FloodedAsync(site, count, flood)),
            [new Rival(new Subject("alone", () => MeasureAsync(site)), Target.AtMost(3))]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Site site in _sites)
        {
            site.Caller.Dispose();
            site.Flooder.Dispose();
            await site.Server.DisposeAsync();
        }
    }

    private async Task<Site> StartAsync(string? settings)
    {
        Server server = await Server.StartAsync("benchmarks/Floods/app", settings);
        var site = new Site(
            server, await BareClient.LogInAsync(server.Address, server.AppId, CancellationToken.None),
            await BareClient.LogInAsync(server.Address, server.AppId, CancellationToken.None));
        _sites.Add(site);
        for (int i = 0; i < 3; i++) await MeasureAsync(site);
        return site;
    }

    private static async Task<double> MeasureAsync(Site site)
    {
        var times = new double[Calls];
        for (int i = 0; i < Calls; i++)
        {
            long started = Stopwatch.GetTimestamp();
            await site.Caller.PostAsync(s_sum, CancellationToken.None);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        return times.Order().ElementAt((int)(Calls * Slowest));
    }

    private static async Task<double> FloodedAsync(Site site, int count, Func<int, CancellationToken, Task> flood)
    {
        using var end = new CancellationTokenSource();
        Task[] floods = [.. Enumerable.Range(0, count).Select(i => Task.Run(() => flood(i, end.Token)))];
        await Task.Delay(TimeSpan.FromSeconds(1));
        double time = await MeasureAsync(site);
        await end.CancelAsync();
        await Task.WhenAll(floods).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return time;
    }

    private static async Task GuessAsync(Server server, int number, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        var address = new Uri(server.Address, $"/api/client/v2.0/app/{server.AppId}/auth/providers/local-userpass/login");
        for (int i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            using var body = new StringContent($$"""{"username":"{{number}}-{{i}}@example.com","password":"guess {{i}}"}""");
            using HttpResponseMessage reply = await client.PostAsync(address, body, cancellationToken);
            if (reply.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests))
                throw new BenchmarkException($"A wrong password was answered {(int)reply.StatusCode}.");
        }
    }

    /// <param name="Server">A server.</param>
    /// <param name="Caller">Whose calls are measured.</param>
    /// <param name="Flooder">Who takes all there is.</param>
    private sealed record Site(Server Server, BareClient Caller, BareClient Flooder);
}
