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
using MongoDB.Bson;
using MongoDB.Driver;

namespace AppServices.Benchmarks.Fleet;

/// <summary>
/// Servers on one MongoDB: what one costs beside the bare driver, what more of them bring, and whether calls cost more where there are
/// many users.
/// </summary>
internal sealed class FleetBenchmark : IBenchmark
{
    private const int Operations = 200;
    private const int Clients = 8;
    private const int Few = 1_000;
    private const int Many = 1_000_000;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(3);

    private readonly List<IAsyncDisposable> _running = [];
    private readonly List<IDisposable> _clients = [];
    private int _inserted;

    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        MongoServer mongo = Running(await MongoServer.StartAsync());
        IMongoCollection<BsonDocument> items = await mongo.FillAsync(FleetLoad.Documents);
        List<Server> servers = [];
        for (int i = 0; i < 3; i++) servers.Add(Running(await mongo.ServeAsync()));
        return
        [
            .. await BesideDriverAsync(servers[0], mongo.Client, items),
            .. await BesideOneAsync(servers),
            .. await BesideFewAsync(mongo),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IDisposable client in _clients) client.Dispose();
        foreach (IAsyncDisposable running in Enumerable.Reverse(_running)) await running.DisposeAsync();
    }

    private T Running<T>(T started)
        where T : IAsyncDisposable
    {
        _running.Add(started);
        return started;
    }

    private async Task<IReadOnlyList<Row>> BesideDriverAsync(Server server, MongoClient driver, IMongoCollection<BsonDocument> items)
    {
        BareClient client = await BareClient.LogInAsync(server.Address, server.AppId, CancellationToken.None);
        _clients.Add(client);
        IMongoCollection<BsonDocument> safe = items.WithWriteConcern(WriteConcern.WMajority);
        Row[] rows =
        [
            Row(
                "find by _id", () => FleetLoad.OnItems("findOne", $$""" "query":{"_id":{{Any()}}} """),
                () => items.Find(new BsonDocument("_id", Any())).FirstOrDefaultAsync()),
            Row(
                "find some", () => FleetLoad.OnItems("find", $$""" "query":{"group":{{Any() / 10}}},"limit":10 """),
                () => items.Find(new BsonDocument("group", Any() / 10)).Limit(10).ToListAsync()),
            Row(
                "insert", () => FleetLoad.OnItems("insertOne", $$""" "document":{"_id":"{{++_inserted}}","n":1} """),
                () => safe.InsertOneAsync(new BsonDocument { ["_id"] = $"{++_inserted}", ["n"] = 1 })),
            Row(
                "transaction", () => $$"""{"name":"transfer","arguments":[{{Any()}},{{Any()}}]}""", () => TransferAsync(driver, safe)),
        ];
        foreach (Row row in rows) await Subject.WarmUpAsync(1, row.Ours, row.Rivals[0].Subject);
        return rows;

        Row Row(string name, Func<string> body, Func<Task> rival) => new(
            name, "/s",
            new Subject("AppServices", () => RateAsync(() => client.PostAsync(Encoding.UTF8.GetBytes(body()), CancellationToken.None))),
            [new Rival(new Subject("driver", () => RateAsync(rival)), null)]);
    }

    private static async Task TransferAsync(MongoClient driver, IMongoCollection<BsonDocument> items)
    {
        using IClientSessionHandle session = await driver.StartSessionAsync();
        await session.WithTransactionAsync(async (inside, cancellationToken) =>
        {
            foreach (int change in new[] { -1, 1 })
            {
                var update = new BsonDocument("$inc", new BsonDocument("n", change));
                await items.UpdateOneAsync(inside, new BsonDocument("_id", Any()), update, cancellationToken: cancellationToken);
            }
            return true;
        });
    }

    private static async Task<double> RateAsync(Func<Task> operation)
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < Operations; i++) await operation();
        return Operations / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<IReadOnlyList<Row>> BesideOneAsync(List<Server> servers)
    {
        List<Subject> fleets = [];
        for (int count = 1; count <= servers.Count; count++)
        {
            FleetLoad load = Running(await FleetLoad.StartAsync([.. servers.Take(count)], Clients));
            string name = string.Create(CultureInfo.InvariantCulture, $"{count} server{(count > 1 ? "s" : "")}");
            fleets.Add(new Subject(name, async () => (await load.SaturateAsync(Clients, s_time)).Length / s_time.TotalSeconds));
        }
        await Subject.WarmUpAsync(1, fleets);
        return [.. fleets.Skip(1).Select(fleet => new Row(fleet.Name, "/s", fleet, [new Rival(fleets[0], Target.AtLeast(0.8))]))];
    }

    private async Task<IReadOnlyList<Row>> BesideFewAsync(MongoServer mongo)
    {
        UserCalls few = await WithUsersAsync(mongo, Few), many = await WithUsersAsync(mongo, Many);
        return
        [
            Row("login", calls => calls.LogInAsync()),
            Row("profile", calls => calls.ProfileAsync()),
            Row("refresh", calls => calls.RefreshAsync()),
            Row("call", calls => calls.CallAsync()),
        ];

        Row Row(string name, Func<UserCalls, Task<double>> call) => new(
            name, "ms", new Subject("1,000,000", () => call(many)),
            [new Rival(new Subject("1,000 users", () => call(few)), Target.AtMost(1.3))]);
    }

    private async Task<UserCalls> WithUsersAsync(MongoServer mongo, int users)
    {
        string state = string.Create(CultureInfo.InvariantCulture, $"state{users}");
        Server server = Running(await mongo.ServeAsync(state));
        var calls = new UserCalls(server, users);
        _clients.Add(calls);
        await calls.BeginAsync();
        await StateFill.RunAsync(mongo.Client.GetDatabase(state), users);
        Func<Task<double>>[] all = [calls.LogInAsync, calls.ProfileAsync, calls.RefreshAsync, calls.CallAsync];
        foreach (Func<Task<double>> call in all) await call();
        return calls;
    }

    private static int Any() => Random.Shared.Next(FleetLoad.Documents);
}
