using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Endpoints;

/// <summary>A call of an endpoint, which parses the body itself, beside a call of a function with the same value.</summary>
internal sealed class EndpointBenchmark : IBenchmark
{
    private const int Calls = 500;
    private const string Value = """{"name":"screw","tags":["steel","m4"],"stock":250}""";
    private const string Extended = """{"name":"screw","tags":["steel","m4"],"stock":{"$numberInt":"250"}}""";

    private readonly List<BareClient> _clients = [];
    private Server? _server;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        _server = await Server.StartAsync("benchmarks/Endpoints/app");
        Subject endpoint = await SubjectAsync("endpoint", "endpoint/echo", Value, Value);
        Subject function = await SubjectAsync("function", "functions/call", $$"""{"name":"echo","arguments":[{{Value}}]}""", Extended);
        await Subject.WarmUpAsync(5, endpoint, function);
        return [new Row("endpoint", "/s", endpoint, [new Rival(function, Target.AtLeast(0.8))])];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BareClient client in _clients) client.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task<Subject> SubjectAsync(string name, string path, string body, string expected)
    {
        BareClient client = await BareClient.LogInAsync(_server!.Address, _server.AppId, CancellationToken.None, path);
        _clients.Add(client);
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        return new Subject(name, async () =>
        {
            long started = Stopwatch.GetTimestamp();
            byte[] reply = [];
            for (int i = 0; i < Calls; i++) reply = await client.PostAsync(bytes, CancellationToken.None);
            double elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
            string text = Encoding.UTF8.GetString(reply);
            return text == expected ? Calls / elapsed : throw new BenchmarkException($"{name} answered {text}.");
        });
    }
}
