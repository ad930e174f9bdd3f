using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Triggers;

/// <summary>
/// Database triggers: what one costs those who write, how long after a write its function begins, and whether it keeps up with a
/// thousand writes a second.
/// </summary>
internal sealed class TriggerBenchmark : IBenchmark
{
    private const int Writes = 1000;
    private const int Paced = 3000;
    private const int PacedPerSecond = 1000;

    private Server? _server;
    private BareClient? _client;
    private int _runs;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        _server = await Server.StartAsync("benchmarks/Triggers/app");
        _client = await BareClient.LogInAsync(_server.Address, _server.AppId, CancellationToken.None);
        Subject plain = new("no trigger", () => RateAsync("plain")), watched = new("with trigger", () => RateAsync("watched"));
        Subject unmatched = new("trigger not called", () => RateAsync("unmatched"));
        Subject paced = new("handled", () => PaceAsync(waits: true)), written = new("written", () => PaceAsync(waits: false));
        await Subject.WarmUpAsync(1, plain, watched, unmatched, paced, written);
        return
        [
            new Row("write", "/s", watched, [new Rival(plain, Target.AtLeast(1 / 1.2))]),
            new Row("write unmatched", "/s", unmatched, [new Rival(plain, Target.AtLeast(1 / 1.2))]),
            new Row(
                "begins p50", "ms", new("trigger", () => BeginAsync(0.5)), [new Rival(new("write reply", () => ReplyAsync(0.5)), null)]),
            new Row(
                "begins p99", "ms", new("trigger", () => BeginAsync(0.99)), [new Rival(new("write reply", () => ReplyAsync(0.99)), null)]),
            new Row("paced", "/s", paced, [new Rival(written, Target.AtLeast(0.9))]),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task<double> RateAsync(string collection)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < Writes; i++) await InsertAsync(collection, 0, isLast: false);
        return Writes / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<double> ReplyAsync(double share)
    {
        double[] times = new double[Writes];
        for (int i = 0; i < Writes; i++)
        {
            long started = Stopwatch.GetTimestamp();
            await InsertAsync("plain", 0, isLast: false);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        return Share(times, share);
    }

    private async Task<double> BeginAsync(double share)
    {
        int run = ++_runs;
        for (int i = 0; i < Writes; i++) await InsertAsync("timed", run, isLast: false);
        double[] times = [];
        await UntilAsync(async () =>
        {
            string text = await CallAsync("latencies", run);
            times =
                [.. text.Trim('"').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(time => double.Parse(time, CultureInfo.InvariantCulture))];
            return times.Length >= Writes;
        });
        return Share(times, share);
    }

    private async Task<double> PaceAsync(bool waits)
    {
        int run = ++_runs;
        long started = Stopwatch.GetTimestamp();
        var writing = new List<Task>(Paced);
        for (int i = 0; i < Paced; i++)
        {
            TimeSpan early = TimeSpan.FromSeconds((double)i / PacedPerSecond) - Stopwatch.GetElapsedTime(started);
            if (early > TimeSpan.FromMilliseconds(1)) await Task.Delay(early);
            writing.Add(InsertAsync("paced", run, isLast: i == Paced - 1));
        }
        await Task.WhenAll(writing);
        if (waits) await UntilAsync(async () => (await CallAsync("ended", run)).Contains('1', StringComparison.Ordinal));
        return Paced / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Share(double[] times, double share) => times.Order().ElementAt((int)(share * (times.Length - 1)));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
                throw new BenchmarkException("A trigger has not handled all writes within a minute.");
            await Task.Delay(5);
        }
    }

    private async Task InsertAsync(string collection, int run, bool isLast)
    {
        double sent = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;
        string document = string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"run":{"$numberInt":"{{{run}}}"},"sent":{"$numberDouble":"{{{sent}}}"},"last":{{{(isLast ? "true" : "false")}}}}""");
        await PostAsync(
            $$"""{"name":"insertOne","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"{{collection}}","document":{{document}} }]}""");
    }

    private Task<string> CallAsync(string function, int run) =>
        PostAsync($$$"""{"name":"{{{function}}}","arguments":[{"$numberInt":"{{{run}}}"}]}""");

    private async Task<string> PostAsync(string body) =>
        Encoding.UTF8.GetString(await _client!.PostAsync(Encoding.UTF8.GetBytes(body), CancellationToken.None));
}
