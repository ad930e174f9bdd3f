using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
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

    private static readonly byte[] s_reply = """{"$numberInt":"3"}"""u8.ToArray();
    private static readonly byte[] s_body =
        Encoding.UTF8.GetBytes("""{"name":"sum","arguments":[{"$numberInt":"1"},{"$numberInt":"2"}]}""");

    private readonly List<BareClient> _clients = [];
    private Server? _server;
    private Server? _empty;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        _server = await Server.StartAsync();
        _empty = await Server.StartEmptyAsync();
        _clients.Add(await BareClient.LogInAsync(_server.Address, _server.AppId, CancellationToken.None));
        _clients.Add(new BareClient(new Uri(_empty.Address, "/reply")));
        Side ours = new("function", _server, _clients[0]), other = new("empty endp.", _empty, _clients[1]);
        await Subject.WarmUpAsync(10, ours.Rate(16), other.Rate(16));
        return
        [
            .. s_callers.Select(count => new Row(
                $"function {count}", "/s", ours.Rate(count), [new Rival(other.Rate(count), Target.AtLeast(0.5))])),
            new Row("function CPU", "us", ours.Cost(16), [new Rival(other.Cost(16), Target.AtMost(2))]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BareClient client in _clients) client.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        if (_empty is not null) await _empty.DisposeAsync();
    }

    private sealed record Side(string Name, Server Server, BareClient Client)
    {
        public Subject Rate(int callers) => new(Name, async () => Calls / (await RunAsync(callers)).Elapsed.TotalSeconds);

        public Subject Cost(int callers) => new(Name, async () => (await RunAsync(callers)).Processors.TotalMicroseconds / Calls);

        public async Task<(TimeSpan Elapsed, TimeSpan Processors)> RunAsync(int callers)
        {
            TimeSpan before = Server.ProcessorTime;
            TimeSpan elapsed = await Crowd.RunAsync(callers, Calls, async _ =>
            {
                byte[] reply = await Client.PostAsync(s_body, CancellationToken.None);
                if (!reply.AsSpan().SequenceEqual(s_reply))
                    throw new BenchmarkException($"{Name} answered {Encoding.UTF8.GetString(reply)}");
            });
            return (elapsed, Server.ProcessorTime - before);
        }
    }
}
