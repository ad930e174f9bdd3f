using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>The server is killed while it writes.</summary>
public sealed class KillTests : IDisposable
{
    // APPSERVICES_TEST_KILLS asks for more than a suite that is often run has time for.
    private static readonly int s_kills = int.TryParse(Environment.GetEnvironmentVariable("APPSERVICES_TEST_KILLS"), out int kills) ? kills : 12;
    private const int Writers = 4;

    private readonly AppFolder _app = DocumentApp.Create();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("killed-");

    public void Dispose()
    {
        _app.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task No_acknowledged_write_is_lost_and_the_next_start_needs_no_repair()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        Assert.Equal(0, (await ServerProgram.RunAsync(
            "index", "create", """{"mark":1}""", "--unique", "--app", DocumentApp.Id, "--data", _data.FullName, "--database", "shop", "--collection", "items")).ExitCode);
        var moment = new Random(20260101);
        var inserted = new ConcurrentDictionary<int, ConcurrentBag<int>>();
        int counted = 0;
        string? token = null;
        for (int kill = 0; kill <= s_kills; kill++)
        {
            await using RunningServer server = await RunningServer.StartAsync(_app.Path, _data.FullName);
            token ??= await DocumentApp.LogInAsync(server);
            if (kill > 0) await AssertKeptAsync(server, token, kill - 1, inserted[kill - 1], counted);
            if (kill == s_kills) break;
            ConcurrentBag<int> acknowledged = inserted[kill] = [];
            // After so many writes and a little more, since a busy machine may take long for the first of them.
            int writes = moment.Next(1, 40);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task[] writers = Enumerable.Range(0, Writers).Select(writer => WriteAsync(server, token, kill, writer, acknowledged, () =>
            {
                Interlocked.Increment(ref counted);
                if (Interlocked.Decrement(ref writes) == 0) enough.TrySetResult();
            })).ToArray();
            await Task.WhenAny(enough.Task, Task.WhenAll(writers));
            await Task.Delay(moment.Next(0, 15), TestContext.Current.CancellationToken);
            server.Process.Kill();
            await Task.WhenAll(writers);
        }

        Assert.True(counted >= s_kills, "The server was killed before it wrote.");
    }

    /// <summary>Inserts documents and counts them in another one, until the server is gone.</summary>
    private static async Task WriteAsync(RunningServer server, string token, int kill, int writer, ConcurrentBag<int> acknowledged, Action counted)
    {
        try
        {
            for (int n = writer; ; n += Writers)
            {
                await server.ResultAsync(token, "insertOne", "items", $$"""
                    "document":{"kill":{{kill}},"n":{{n}},"mark":"{{kill}}-{{n}}","text":"{{new string('x', 200)}}"}
                    """);
                acknowledged.Add(n);
                await server.ResultAsync(token, "updateOne", "counters", "\"query\":{\"_id\":1},\"update\":{\"$inc\":{\"n\":1}},\"upsert\":true");
                counted();
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // The server is gone; what it had not acknowledged may be there or not.
        }
    }

    private static async Task AssertKeptAsync(RunningServer server, string token, int kill, IEnumerable<int> acknowledged, int counted)
    {
        BsonArray found = (await server.ResultAsync(token, "find", "items", $"\"query\":{{\"kill\":{kill}}}")).AsBsonArray;
        HashSet<int> kept = found.Select(document => document["n"].AsInt32).ToHashSet();
        Assert.Superset(acknowledged.ToHashSet(), kept);
        foreach (int n in acknowledged.Take(3))         // by the index
            Assert.Single((await server.ResultAsync(token, "find", "items", $"\"query\":{{\"mark\":\"{kill}-{n}\"}}")).AsBsonArray);
        if (counted > 0) Assert.InRange((await server.ResultAsync(token, "findOne", "counters"))["n"].ToInt32(), counted, int.MaxValue);
    }
}
