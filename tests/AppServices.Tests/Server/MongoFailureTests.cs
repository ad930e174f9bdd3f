using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Tests.Services;
using AppServices.Tests.Storage.Contract;
using AppServices.Tests.Triggers;
using AppServices.Tests.Wire;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>
/// A MongoDB whose primary steps down, that is slow, or that does something and does not say so, while a server keeps its documents there.
/// It is our own, which has commands fail as MongoDB does for tests of drivers.
/// </summary>
public sealed class MongoFailureTests : IAsyncLifetime
{
    private const string Password = "correct horse 0";
    private const string Name = "failing";

    // Longer than this the driver does not wait for an answer here.
    private const int PatientMilliseconds = 1500;

    private static readonly string[] s_commands =
        ["find", "aggregate", "insert", "update", "delete", "commitTransaction", "abortTransaction", "getMore"];

    private readonly MongodbServer _mongo = new() { Settings = new MongodbSettings { Port = 0, HasTestCommands = true } };
    private readonly AppFolder _app = DocumentApp.Create();
    private FaultyLink _link = null!;
    private MongoDatabases _databases = null!;

    public async ValueTask InitializeAsync()
    {
        await _mongo.InitializeAsync();
        _link = new FaultyLink(_mongo.Server.Mongodb!);
        // A MongoDB that has elected a primary tells drivers at once; this one is asked again.
        string way = _mongo.Address(
            options: $"&appName={Name}&connectTimeoutMS=1000&socketTimeoutMS={PatientMilliseconds}&heartbeatFrequencyMS=500");
        _databases = new MongoDatabases(way
            .Replace($"{_mongo.Server.Mongodb}", $"{_link.Address}", StringComparison.Ordinal)
            .Replace("serverSelectionTimeoutMS=10000", "serverSelectionTimeoutMS=1500", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _mongo.DisposeAsync();
        _app.Dispose();
    }

    [Theory]
    [InlineData(10107)]     // NotWritablePrimary
    [InlineData(189)]       // PrimarySteppedDown
    [InlineData(91)]        // ShutdownInProgress
    public async Task What_a_primary_refuses_that_steps_down_is_done_again(int code)
    {
        await using AppServerFixture server = await StartAsync(_app);
        WireLogin login = await LogInAsync(server);
        foreach (string command in s_commands)
        {
            await FailAsync(new BsonDocument("times", 1), [command], new BsonDocument("errorCode", code));
            await AssertDoneOnceAsync(server, login.AccessToken, command);
            await FailAsync(new BsonDocument("times", 1), [command], new BsonDocument("errorCode", code));
            Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", login.RefreshToken)).Status);
        }
        await FailAsync(new BsonDocument("times", 1), ["commitTransaction"], new BsonDocument("errorCode", code));
        Assert.Equal(201, (int)(await server.RegisterAsync("bob@example.com", Password, DocumentApp.Id)).Status);
        Assert.Equal(409, (int)(await server.RegisterAsync("bob@example.com", Password, DocumentApp.Id)).Status);
    }

    [Theory]
    [InlineData("find")]
    [InlineData("insert")]
    [InlineData("update")]
    [InlineData("delete")]
    [InlineData("commitTransaction")]
    public async Task What_is_done_and_not_answered_is_not_done_twice(string command)
    {
        await using AppServerFixture server = await StartAsync(_app);
        string token = (await LogInAsync(server)).AccessToken;
        _link.LoseReplyTo($"{command}\0");
        await AssertDoneOnceAsync(server, token, command);
        Assert.True(_link.HasLost);
    }

    [Theory]
    [InlineData("find", 100)]
    [InlineData("insert", 2 * PatientMilliseconds)]
    [InlineData("commitTransaction", 2 * PatientMilliseconds)]
    public async Task A_slow_MongoDB_does_everything_once(string command, int milliseconds)
    {
        await using AppServerFixture server = await StartAsync(_app);
        string token = (await LogInAsync(server)).AccessToken;
        _link.Fault = LinkFault.Delay;
        await FailAsync(
            new BsonDocument("times", 2), [command], new BsonDocument { ["blockConnection"] = true, ["blockTimeMS"] = milliseconds });
        await AssertDoneOnceAsync(server, token, command);
    }

    [Fact]
    public async Task While_there_is_no_primary_nothing_is_acknowledged_that_is_not_written()
    {
        await using AppServerFixture server = await StartAsync(_app);
        string token = (await LogInAsync(server)).AccessToken;
        await AssertHonestAsync(
            server, token,
            () => FailAsync("alwaysOn", s_commands, new BsonDocument("errorCode", 10107)),
            () => FailAsync("off", [], []));
    }

    [Theory]
    [InlineData(nameof(LinkFault.HalfOpen))]
    [InlineData(nameof(LinkFault.Reset))]
    public async Task While_nothing_comes_back_nothing_is_acknowledged_that_is_not_written(string fault)
    {
        await using AppServerFixture server = await StartAsync(_app);
        string token = (await LogInAsync(server)).AccessToken;
        await AssertHonestAsync(server, token, () => BreakAsync(Enum.Parse<LinkFault>(fault)), () => BreakAsync(LinkFault.None));

        Task BreakAsync(LinkFault value)
        {
            _link.Fault = value;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task No_event_is_lost_when_a_change_stream_ends_with_its_primary()
    {
        using TriggerApp app = new TriggerApp().WithDatabase("noted", "items", operations: """["INSERT"]""");
        await using AppServerFixture server = await StartAsync(app.Folder);
        IDataStore store = server.Data.Store;
        await TriggerApp.RecordAsync(store, "noted", record => record.Holder is not null);
        for (int i = 0; i < 6; i++)
        {
            BsonDocument error = i % 2 == 0 ? new BsonDocument("closeConnection", true)
                : new BsonDocument { ["errorCode"] = 10107, ["errorLabels"] = new BsonArray { "ResumableChangeStreamError" } };
            await FailAsync(new BsonDocument("times", 2), ["getMore"], error);
            await TriggerApp.WriteAsync(store, "items", TriggerApp.Insert($"{{_id: {i}}}"));
        }
        List<BsonDocument> notes = await TriggerApp.NotesAsync(store, "noted", 6);
        IEnumerable<int> ids = notes.Select(note => TriggerApp.ArgumentOf(note)["documentKey"]["_id"].ToInt32());
        Assert.Equal(Enumerable.Range(0, 6), ids.Distinct().Order());
    }

    private Task<AppServerFixture> StartAsync(AppFolder app) =>
        AppServerFixture.StartAsync(options => options with { Settings = _databases.ToSettings() }, app);

    private static async Task<WireLogin> LogInAsync(AppServerFixture server)
    {
        Assert.Equal(201, (int)(await server.RegisterAsync("ann@example.com", Password, DocumentApp.Id)).Status);
        return await server.LogInAsync("local-userpass", WireRequests.EmailBody("ann@example.com", Password), DocumentApp.Id);
    }

    private Task<BsonDocument> FailAsync(BsonValue mode, IEnumerable<string> commands, BsonDocument failure)
    {
        var data = new BsonDocument { ["appName"] = Name, ["failCommands"] = new BsonArray(commands) };
        return _mongo.Client.GetDatabase("admin").RunCommandAsync<BsonDocument>(
            new BsonDocument { ["configureFailPoint"] = "failCommand", ["mode"] = mode, ["data"] = data.Merge(failure) },
            cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>Does what needs a command, with everything else that there is to do, and asserts that it was done once.</summary>
    private static async Task AssertDoneOnceAsync(AppServerFixture server, string token, string id)
    {
        string document = $$"""{"_id":"{{id}}","n":1}""", query = $$""" "query":{"_id":"{{id}}"} """;
        BsonValue inserted = await server.ResultAsync(token, "insertOne", "items", $""" "document":{document} """);
        Assert.Equal(id, inserted["insertedId"]);
        await server.ResultAsync(token, "updateOne", "items", $$"""{{query}},"update":{"$inc":{"n":1} }""");
        Assert.Equal(2, (await server.ResultAsync(token, "findOne", "items", query))["n"].ToInt32());
        Assert.Equal(1, (await server.ResultAsync(token, "count", "items", query)).ToInt64());
        BsonValue matched = await server.ResultAsync(token, "aggregate", "items", $$""" "pipeline":[{"$match":{"_id":"{{id}}"} }] """);
        Assert.Equal(2, matched[0]["n"].ToInt32());
        Assert.Equal(1, (await server.ResultAsync(token, "deleteOne", "items", query))["deletedCount"].ToInt32());
        Assert.Equal(0, (await server.ResultAsync(token, "count", "items", query)).ToInt64());
    }

    /// <summary>
    /// Breaks something while others read and write, mends it when some of them have been told, and asserts that what was acknowledged
    /// was done once, and that they were told to come again.
    /// </summary>
    private static async Task AssertHonestAsync(AppServerFixture server, string token, Func<Task> breaking, Func<Task> mending)
    {
        var inserted = new ConcurrentBag<int>();
        int last = 0, reads = 0, refused = 0, counted = 0, uncounted = 0;
        await server.ResultAsync(token, "insertOne", "items", """ "document":{"_id":0,"n":0} """);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task[] workers =
        [
            WorkAsync(async () =>
            {
                int id = Interlocked.Increment(ref last);
                if (await IsDoneAsync("insertOne", $$""" "document":{"_id":{{id}}} """)) inserted.Add(id);
            }),
            WorkAsync(async () =>
            {
                if (await IsDoneAsync("updateOne", """ "query":{"_id":0},"update":{"$inc":{"n":1}} """)) counted++;
                else uncounted++;
            }),
            WorkAsync(async () =>
            {
                if (await IsDoneAsync("find", """ "query":{"_id":0} """)) Interlocked.Increment(ref reads);
            }),
        ];
        await HaveWorkedAsync();
        await breaking();
        await TriggerApp.UntilAsync(() => Task.FromResult(Volatile.Read(ref refused) > 1), () => "nobody was told");
        await mending();
        await HaveWorkedAsync();
        await end.CancelAsync();
        await Task.WhenAll(workers);
        Dictionary<int, BsonDocument> stored = (await server.ResultAsync(token, "find", "items")).AsBsonArray
            .ToDictionary(each => each["_id"].ToInt32(), each => each.AsBsonDocument);
        Assert.Empty(inserted.Except(stored.Keys));
        Assert.InRange(stored[0]["n"].ToInt32(), counted, counted + uncounted);

        async Task WorkAsync(Func<Task> work)
        {
            while (!end.IsCancellationRequested) await work();
        }

        async Task<bool> IsDoneAsync(string function, string arguments)
        {
            WireReply reply = await DocumentApp.CallAsync(server, token, function, "items", arguments);
            if ((int)reply.Status == 200) return true;
            Assert.Equal(503, (int)reply.Status);
            Interlocked.Increment(ref refused);
            return false;
        }

        Task HaveWorkedAsync()
        {
            (int inserts, int counts, int finds) = (inserted.Count, counted, reads);
            return TriggerApp.UntilAsync(
                () => Task.FromResult(workers.Any(worker => worker.IsFaulted)
                    || (inserted.Count > inserts + 5 && Volatile.Read(ref counted) > counts + 5 && Volatile.Read(ref reads) > finds + 5)),
                () => $"{inserted.Count} inserted, {counted} counted, {reads} read");
        }
    }
}
