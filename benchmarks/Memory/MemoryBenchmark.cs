using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Memory;

/// <summary>
/// What a server's process takes when it has just answered its first request, and when it has begun 100,000 sessions, those of a round
/// besides those of the rounds before.
/// </summary>
internal sealed class MemoryBenchmark : IBenchmark
{
    private const int Sessions = 100_000;
    private const int AtOnce = 16;
    private const double Megabyte = 1024 * 1024;

    private const string Settings = """{"logins":{"requestsByAddress":100000000}}""";

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false });
    private Server? _server;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        _server = await Server.StartAsync(settings: Settings);
        return
        [
            new Row("idle memory", "MB", new Subject("AppServices", IdleAsync), [Rival.Limit(120)]),
            new Row("sessions", "MB", new Subject("AppServices", WithSessionsAsync), [Rival.Limit(300)]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task<double> IdleAsync()
    {
        await using Server server = await Server.StartAsync();
        using HttpResponseMessage reply = await _client.GetAsync(new Uri(server.Address, "/health"));
        return reply.IsSuccessStatusCode ? server.Measure().Memory / Megabyte : throw new BenchmarkException("The server is not well.");
    }

    private async Task<double> WithSessionsAsync()
    {
        var address = new Uri(_server!.Address, $"/api/client/v2.0/app/{_server.AppId}/auth/providers/anon-user/login");
        await Crowd.RunAsync(AtOnce, Sessions, async _ =>
        {
            using var body = new StringContent("{}", Encoding.UTF8, "application/json");
            using HttpResponseMessage reply = await _client.PostAsync(address, body);
            if (!reply.IsSuccessStatusCode) throw new BenchmarkException($"A login was answered with {(int)reply.StatusCode}.");
        });
        return _server.Measure().Memory / Megabyte;
    }
}
