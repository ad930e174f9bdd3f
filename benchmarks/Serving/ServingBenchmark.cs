using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Serving;

/// <summary>
/// Calls of a function of two numbers by so many at once, beside an endpoint of a server that does nothing and returns the same bytes; and
/// what a call costs of the server's processors, which does not depend on who else uses the machine.
/// </summary>
internal sealed class ServingBenchmark : IBenchmark
{
    private const int Calls = 4000;
    private static readonly int[] s_callers = [1, 16, 64];

    private const string Reply = """{"$numberInt":"3"}""";

    private static readonly byte[] s_body =
        Encoding.UTF8.GetBytes("""{"name":"sum","arguments":[{"$numberInt":"1"},{"$numberInt":"2"}]}""");

    private readonly List<HttpClient> _clients = [];
    private Server? _server;
    private Server? _empty;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        _server = await Server.StartAsync();
        _empty = await Server.StartEmptyAsync();
        var root = new Uri(_server.Address.GetLeftPart(UriPartial.Authority));
        AppSession session = await new AppClient(_server.AppId, root).LogInAsync(
            AppCredential.Anonymous(), (_, create) => create(), deviceId: null, RequestOptions.Default, CancellationToken.None);
        var ours = new Side("function", _server, Client(session.AccessToken), new Uri(root, $"/api/client/v2.0/app/{_server.AppId}/functions/call"));
        var other = new Side("empty endpoint", _empty, Client(null), new Uri(_empty.Address, "/reply"));
        for (int i = 0; i < 4; i++)
            foreach (Side side in new[] { ours, other }) await side.RunAsync(16);
        return
        [
            .. s_callers.Select(count => new Row(
                $"function {count}", "/s", ours.Rate(count), [new Rival(other.Rate(count), Target.AtLeast(0.5))])),
            new Row("function CPU", "us", ours.Cost(16), [new Rival(other.Cost(16), Target.AtMost(2))]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HttpClient client in _clients) client.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        if (_empty is not null) await _empty.DisposeAsync();
    }

    private HttpClient Client(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(client);
        return client;
    }

    private sealed record Side(string Name, Server Server, HttpClient Client, Uri Address)
    {
        public Subject Rate(int callers) => new(Name, async () => Calls / (await RunAsync(callers)).Elapsed.TotalSeconds);

        public Subject Cost(int callers) => new(Name, async () => (await RunAsync(callers)).Processors.TotalMicroseconds / Calls);

        public async Task<(TimeSpan Elapsed, TimeSpan Processors)> RunAsync(int callers)
        {
            int left = Calls;
            TimeSpan before = Server.ProcessorTime;
            long started = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0) await CallAsync();
            })));
            return (Stopwatch.GetElapsedTime(started), Server.ProcessorTime - before);
        }

        private async Task CallAsync()
        {
            using var content = new ByteArrayContent(s_body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using HttpResponseMessage reply = await Client.PostAsync(Address, content);
            string text = await reply.Content.ReadAsStringAsync();
            if (text != Reply) throw new BenchmarkException($"{Name} answered {(int)reply.StatusCode}: {text}");
        }
    }
}
