using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.RoundTrips;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>One kind of write that a server is killed in, numbered from 1.</summary>
/// <param name="Name">What is written.</param>
/// <param name="WriteAsync">Makes the write of a number; returns when it is acknowledged.</param>
/// <param name="CheckAsync">Asserts that what was acknowledged is there, and nothing else but perhaps what was sent after it.</param>
internal sealed record KilledWrites(string Name, Func<KilledServer, int, Task> WriteAsync, Func<KilledServer, KilledWrites, Task> CheckAsync)
{
    private const int Many = 5;
    private const string Keys = "/auth/api_keys";
    private const string Account = "/app/test-abcde/auth/providers/local-userpass/";

    private readonly ConcurrentQueue<int> _acknowledged = [];

    public IReadOnlyCollection<int> Acknowledged => _acknowledged;

    /// <summary>The number of the last write that was sent.</summary>
    public int Attempted { get; private set; }

    private int Last => _acknowledged.LastOrDefault();

    // Of those that no reply came to, in this server's life and the ones before, any may have been done.
    private IEnumerable<int> Possible => Enumerable.Range(Last, Attempted - Last + 1);

    public static IReadOnlyList<KilledWrites> All() =>
    [
        new("inserts", (server, n) => server.ServiceAsync("insertOne", "items", $$"""
            "document":{"_id":{{n}},"mark":"{{n}}","text":"{{new string('x', 200)}}"}
            """), async (server, writes) =>
        {
            await writes.AssertNumbersAsync(server, "items");
            foreach (int n in writes.Acknowledged.TakeLast(3))      // by the index
                Assert.Single((await server.ServiceAsync("find", "items", $"\"query\":{{\"mark\":\"{n}\"}}")).AsBsonArray);
        }),
        new("updateOne", (server, _) => server.ServiceAsync("updateOne", "counters", "\"query\":{\"_id\":1},\"update\":{\"$inc\":{\"n\":1}},\"upsert\":true"),
            (server, writes) => writes.AssertCountAsync(server, "counters", 1)),
        new("findOneAndUpdate", async (server, _) =>
        {
            BsonValue after = await server.ServiceAsync("findOneAndUpdate", "counters", "\"filter\":{\"_id\":2},\"update\":{\"$inc\":{\"n\":1}},\"upsert\":true,\"returnNewDocument\":true");
            Assert.True(after["n"].ToInt32() > 0);
        }, (server, writes) => writes.AssertCountAsync(server, "counters", 2)),
        new("findOneAndReplace", (server, n) => server.ServiceAsync("findOneAndReplace", "replaced", $$"""
            "filter":{"_id":1},"update":{"n":{{n}}},"upsert":true
            """), async (server, writes) => writes.AssertLast(Number(await server.ServiceAsync("findOne", "replaced")))),
        new("findOneAndDelete", async (server, n) =>
        {
            await server.ServiceAsync("insertOne", "queue", $"\"document\":{{\"_id\":{n}}}");
            await server.ServiceAsync("findOneAndDelete", "queue", $"\"filter\":{{\"_id\":{n}}}");
        }, async (server, writes) =>
        {
            Assert.All(await NumbersAsync(server, "queue"), n => Assert.Equal(writes.Attempted, n));
            await server.ServiceAsync("deleteMany", "queue", "\"query\":{}");
        }),
        new("updateMany", async (server, n) =>
        {
            if (n == 1) await server.ServiceAsync("insertMany", "group", $"\"documents\":[{string.Join(',', Enumerable.Range(1, Many).Select(i => $"{{\"_id\":{i}}}"))}]");
            await server.ServiceAsync("updateMany", "group", $"\"query\":{{}},\"update\":{{\"$set\":{{\"n\":{n}}}}}");
        }, async (server, writes) =>
        {
            // A second server may have begun it again: what counts is that all of them changed at once.
            int[] found = [.. (await server.ServiceAsync("find", "group")).AsBsonArray.Select(Number).Distinct()];
            if (writes.Last > 0) writes.AssertLast(Assert.Single(found));
        }),
        new("insertMany", (server, n) => server.ServiceAsync("insertMany", "many", $"\"documents\":[{string.Join(',', Enumerable.Range(0, Many).Select(i => $"{{\"n\":{n},\"i\":{i}}}"))}]"),
            (server, writes) => writes.AssertPrefixesAsync(server, "many")),
        new("bulkWrite", (server, n) => server.FunctionAsync("bulk", n), (server, writes) => writes.AssertPrefixesAsync(server, "bulk")),
        new("transactions", (server, n) => server.FunctionAsync("transfer", n), async (server, writes) =>
        {
            await writes.AssertNumbersAsync(server, "left");
            Assert.Equal(await NumbersAsync(server, "left"), await NumbersAsync(server, "right"));
            if (writes.Last > 0) Assert.Equal((await NumbersAsync(server, "left")).Count(), Number(await server.ServiceAsync("findOne", "counters", "\"query\":{\"_id\":3}")));
        }),
        new("custom user data", (server, n) => n % 3 == 0
            ? server.ServiceAsync("deleteMany", "members", $"\"query\":{{\"owner\":\"{server.UserId}\"}}")
            : server.ServiceAsync("updateOne", "members", $$$"""
                "query":{"owner":"{{{server.UserId}}}"},"update":{"$set":{"n":{{{n}}}}},"upsert":true
                """), async (server, writes) => Assert.Contains(await server.CustomDataAsync(), writes.Possible.Select(n => n % 3 == 0 ? 0 : n))),
        new("collections", (server, n) => server.ServiceAsync("insertOne", $"new{n}", "\"document\":{\"_id\":1}"), async (server, writes) =>
        {
            foreach (int n in writes.Acknowledged.TakeLast(3)) Assert.Equal([1], await NumbersAsync(server, $"new{n}"));
        }),
        new("registrations", (server, n) => server.ExpectAsync(201, "POST", Account + "register", null, Credentials("email", $"user{n}@example.com", "correct horse")), async (server, writes) =>
        {
            if (writes.Last > 0) await server.ExpectAsync(200, "POST", Account + "login", null, Credentials("username", $"user{writes.Last}@example.com", "correct horse"));
        }),
        new("password resets", (server, n) => server.ExpectAsync(200, "POST", Account + "reset/call", null, Credentials("email", KilledServer.Forgetful, $"correct horse {n}", "\"arguments\":[],")), async (server, writes) =>
        {
            var statuses = new List<int>();
            foreach (int n in writes.Possible)
                statuses.Add((int)(await server.Running.SendAsync("POST", Account + "login", json: Credentials("username", KilledServer.Forgetful, $"correct horse {n}"))).Status);
            Assert.Contains(200, statuses);
        }),
        new("API keys", async (server, n) =>
        {
            WireReply key = await server.ExpectAsync(201, "POST", Keys, server.RefreshToken, $$"""{"name":"k{{n}}"}""");
            await server.ExpectAsync(204, "DELETE", $"{Keys}/{key.String("_id")}", server.RefreshToken);
        }, async (server, writes) =>
        {
            foreach (JsonElement key in (await server.ExpectAsync(200, "GET", Keys, server.RefreshToken)).Json.EnumerateArray())
            {
                Assert.Equal($"k{writes.Attempted}", key.GetProperty("name").GetString());
                await server.ExpectAsync(204, "DELETE", $"{Keys}/{key.GetProperty("_id").GetString()}", server.RefreshToken);
            }
        }),
        new("deployments", (server, n) => server.Admin.ExpectAsync(201, "POST", $"/apps/{server.AppId}/values", $$"""{"name":"v{{n}}","value":{{n}}}"""), async (server, writes) =>
        {
            WireReply values = await server.Admin.ExpectAsync(200, "GET", $"/apps/{server.AppId}/values");
            writes.AssertNumbers(values.Json.EnumerateArray().Select(value => int.Parse(value.GetProperty("name").GetString()![1..])));
            if (writes.Last > 0) Assert.Contains($"\"{writes.Last}\"", await server.Running.RunAsync(server.AccessToken, "value", $"\"v{writes.Last}\""), StringComparison.Ordinal);
        }),
    ];

    /// <summary>Writes until the server is gone. What it had not acknowledged then may be there or not.</summary>
    public async Task RunAsync(KilledServer server, Action acknowledged)
    {
        try
        {
            while (true)
            {
                int n = ++Attempted;
                await WriteAsync(server, n);
                _acknowledged.Enqueue(n);
                acknowledged();
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
        }
    }

    private static int Number(BsonValue document) => document.IsBsonDocument ? document.AsBsonDocument.GetValue("n", 0).ToInt32() : 0;

    private static async Task<IEnumerable<int>> NumbersAsync(KilledServer server, string collection) =>
        (await server.ServiceAsync("find", collection, "\"project\":{\"_id\":1},\"sort\":{\"_id\":1}")).AsBsonArray.Select(document => document["_id"].ToInt32());

    private static string Credentials(string name, string email, string password, string more = "") => "{" + more + $"\"{name}\":\"{email}\",\"password\":\"{password}\"" + "}";

    private async Task AssertNumbersAsync(KilledServer server, string collection) => AssertNumbers(await NumbersAsync(server, collection));

    private void AssertNumbers(IEnumerable<int> found)
    {
        HashSet<int> there = [.. found];
        Assert.Superset(_acknowledged.ToHashSet(), there);
        Assert.All(there, n => Assert.InRange(n, 1, Attempted));
    }

    // Each write adds one, and one at each kill may be there though nobody was told.
    private async Task AssertCountAsync(KilledServer server, string collection, int id) =>
        Assert.InRange(Number(await server.ServiceAsync("findOne", collection, $"\"query\":{{\"_id\":{id}}}")), _acknowledged.Count, Attempted);

    private void AssertLast(int found) => Assert.Contains(found, Possible);

    private async Task AssertPrefixesAsync(KilledServer server, string collection)
    {
        var batches = (await server.ServiceAsync("find", collection, "\"sort\":{\"n\":1,\"i\":1}")).AsBsonArray.GroupBy(document => document["n"].ToInt32()).ToDictionary(batch => batch.Key, batch => batch.Select(document => document["i"].ToInt32()).ToArray());
        AssertNumbers(batches.Keys);
        foreach ((int n, int[] items) in batches) Assert.Equal(Enumerable.Range(0, _acknowledged.Contains(n) ? Many : items.Length), items);
    }
}
