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

    private Server? _server;
    private BareClient? _caller;
    private BareClient? _flooder;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        _server = await Server.StartAsync("benchmarks/Floods/app");
        var address = new Uri(_server.Address.GetLeftPart(UriPartial.Authority));
        _caller = await BareClient.LogInAsync(address, _server.AppId, CancellationToken.None);
        _flooder = await BareClient.LogInAsync(address, _server.AppId, CancellationToken.None);
        for (int i = 0; i < 3; i++) await MeasureAsync();
        var alone = new Subject("alone", MeasureAsync);
        return
        [
            Row("endless", () => FloodedAsync(Endless, CallEndlesslyAsync)),
            Row("guesses", () => FloodedAsync(Logins, GuessAsync)),
        ];

        Row Row(string name, Func<Task<double>> measure) =>
            new(name, "ms", new Subject("p99", measure), [new Rival(alone, Target.AtMost(3))]);
    }

    public async ValueTask DisposeAsync()
    {
        _caller?.Dispose();
        _flooder?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task<double> MeasureAsync()
    {
        var times = new double[Calls];
        for (int i = 0; i < Calls; i++)
        {
            long started = Stopwatch.GetTimestamp();
            await _caller!.PostAsync(s_sum, CancellationToken.None);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        return times.Order().ElementAt((int)(Calls * Slowest));
    }

    private async Task<double> FloodedAsync(int count, Func<int, CancellationToken, Task> flood)
    {
        using var end = new CancellationTokenSource();
        Task[] floods = [.. Enumerable.Range(0, count).Select(i => Task.Run(() => flood(i, end.Token)))];
        await Task.Delay(TimeSpan.FromSeconds(1));
        double time = await MeasureAsync();
        await end.CancelAsync();
        await Task.WhenAll(floods).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return time;
    }

    private Task CallEndlesslyAsync(int number, CancellationToken cancellationToken) => _flooder!.PostAsync(s_endless, cancellationToken);

    private async Task GuessAsync(int number, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        var address = new Uri(_server!.Address, $"/api/client/v2.0/app/{_server.AppId}/auth/providers/local-userpass/login");
        for (int i = 0; !cancellationToken.IsCancellationRequested; i++)
        {
            using var body = new StringContent($$"""{"username":"{{number}}-{{i}}@example.com","password":"guess {{i}}"}""");
            using HttpResponseMessage reply = await client.PostAsync(address, body, cancellationToken);
            if (reply.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests))
                throw new BenchmarkException($"A wrong password was answered {(int)reply.StatusCode}.");
        }
    }
}
