using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Mongo;
using AppServices.Tests.Programs;
using AppServices.Tests.Services;
using AppServices.Tests.Storage.Contract;
using AppServices.Tests.Triggers;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Servers that keep their documents in a MongoDB.</summary>
[Collection(MongoDeployment.Name)]
public sealed class MongoServerTests(MongoDeployment deployment) : IAsyncDisposable
{
    private const string Password = "correct horse 0";

    private readonly MongoDatabases _databases = deployment.NewDatabases();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _databases.DisposeAsync();

    [Fact]
    public async Task Apps_work_as_on_the_embedded_database()
    {
        using AppFolder app = DocumentApp.Create().Write("functions/count.js", """
            exports = async () => {
              const client = context.services.get('mongodb-atlas'), items = client.db('shop').collection('items'), session = client.startSession();
              await session.withTransaction(async () => {
                await items.insertOne({ _id: 8, n: 8 }, { session });
                await items.updateOne({ _id: 8 }, { $inc: { n: 1 } }, { session });
              });
              return await items.count({ n: { $gt: 1 } });
            };
            """);
        await using AppServerFixture server = await StartAsync(app);
        string token = (await RegisterAsync(server, "ann@example.com")).AccessToken;
        using WatchClient watch = await WatchClient.OpenAsync(server, WatchClient.Path(DocumentApp.Id, "items"), token);
        await server.ResultAsync(token, "insertMany", "items", """ "documents":[{"_id":1,"n":1,"a":[1,2]},{"_id":2,"n":2},{"_id":3,"n":3}] """);
        BsonValue updated = await server.ResultAsync(token, "updateMany", "items", """ "query":{"n":{"$gte":2}},"update":{"$set":{"b":{"c":1}}} """);
        Assert.Equal(2, updated["modifiedCount"].ToInt32());
        Assert.Equal([3, 2], (await server.ResultAsync(token, "find", "items", """ "query":{"b.c":1},"sort":{"n":-1},"project":{"_id":1} """)).AsBsonArray.Select(each => each["_id"].ToInt32()));
        BsonValue grouped = await server.ResultAsync(token, "aggregate", "items", """ "pipeline":[{"$match":{"n":{"$lt":3}}},{"$group":{"_id":null,"sum":{"$sum":"$n"}}}] """);
        Assert.Equal(3, grouped[0]["sum"].ToInt32());
        Assert.Equal(3, (await server.CallAsync(token, "count", appId: DocumentApp.Id)).Json.GetProperty("$numberLong").GetString() is { } text ? int.Parse(text) : 0);
        WireReply taken = await DocumentApp.CallAsync(server, token, "insertOne", "items", """ "document":{"_id":1} """);
        Assert.Equal(400, (int)taken.Status);
        Assert.Contains("E11000 duplicate key error", taken.Text, StringComparison.Ordinal);
        await server.ResultAsync(token, "deleteOne", "items", """ "query":{"_id":1} """);
        List<BsonDocument> told = [];
        while (told.Count < 8) told.Add(await watch.ReadAsync());
        Assert.Equal(
            ["insert", "insert", "insert", "update", "update", "insert", "update", "delete"], told.Select(each => each["operationType"].AsString));
        Assert.Equal(BsonDocument.Parse("{'b.c': 1}").ElementCount, told[3]["updateDescription"]["updatedFields"].AsBsonDocument.ElementCount);
    }

    [Fact]
    public async Task Any_request_of_a_session_works_at_any_server()
    {
        using AppFolder app = DocumentApp.Create();
        await using AppServerFixture one = await StartAsync(app), other = await StartAsync(app);
        WireLogin login = await RegisterAsync(one, "ann@example.com");
        await other.ResultAsync(login.AccessToken, "insertOne", "items", """ "document":{"_id":1} """);
        Assert.Equal(201, (int)(await other.SendAsync("POST", "/auth/session", login.RefreshToken)).Status);
        WireLogin again = await other.LogInAsync("local-userpass", WireRequests.EmailBody("ann@example.com", Password), DocumentApp.Id);
        Assert.Equal(login.UserId, again.UserId);
        using WatchClient watch = await WatchClient.OpenAsync(one, WatchClient.Path(DocumentApp.Id, "items"), login.AccessToken);
        await other.ResultAsync(login.AccessToken, "insertOne", "items", """ "document":{"_id":2} """);
        Assert.Equal(2, (await watch.ReadAsync())["documentKey"]["_id"].ToInt32());
        Assert.Equal(204, (int)(await one.SendAsync("DELETE", "/auth/session", login.RefreshToken)).Status);
        Assert.Equal(401, (int)(await other.SendAsync("POST", "/auth/session", login.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_server_whose_clock_is_wrong_takes_no_trigger_away()
    {
        using TriggerApp app = new TriggerApp().WithDatabase("noted", "items", "");
        AppServerFixture one = await StartAsync(app.Folder);
        IDataStore store = one.Data.Store;
        string? holder = (await TriggerApp.RecordAsync(store, "noted", record => record.Holder is not null)).Holder;
        await using AppServerFixture ahead = await StartAsync(app.Folder, clock: new ShiftedClock(TimeSpan.FromMinutes(1)));
        // It looks every second, and the other one renews what it holds meanwhile.
        DateTime before = (await TriggerApp.RecordAsync(store, "noted", _ => true)).HeldUntil;
        await TriggerApp.RecordAsync(store, "noted", record => record.HeldUntil > before + TimeSpan.FromSeconds(3));
        await TriggerApp.WriteAsync(store, "items", TriggerApp.Insert("{_id: 1}"));
        Assert.Single(await TriggerApp.NotesAsync(store, "noted", 1));
        Assert.Equal(holder, (await TriggerApp.RecordAsync(store, "noted", _ => true)).Holder);
        await one.DisposeAsync();
        await TriggerApp.RecordAsync(ahead.Data.Store, "noted", record => record.Holder is not null && record.Holder != holder);
    }

    [Fact]
    public async Task Failed_logins_count_at_all_servers_together()
    {
        using AppFolder app = DocumentApp.Create();
        var logins = new LoginSettings { FailuresByAccount = 4, FailuresByAddress = 1000 };
        await using AppServerFixture one = await StartAsync(app, logins: logins), other = await StartAsync(app, logins: logins);
        await RegisterAsync(one, "ann@example.com");
        string wrong = WireRequests.EmailBody("ann@example.com", "wrong horse");
        for (int i = 0; i < 4; i++) Assert.Equal(401, (int)(await (i % 2 == 0 ? one : other).PostLoginAsync("local-userpass", wrong, DocumentApp.Id)).Status);
        foreach (AppServerFixture server in new[] { one, other })
        {
            WireReply refused = await server.PostLoginAsync("local-userpass", WireRequests.EmailBody("ann@example.com", Password), DocumentApp.Id);
            Assert.Equal(429, (int)refused.Status);
        }
        await RegisterAsync(other, "bob@example.com");
    }

    [Fact]
    public async Task A_trigger_runs_at_one_of_several_servers_and_at_another_when_that_ends()
    {
        using TriggerApp app = new TriggerApp().WithDatabase("noted", "items", ""","full_document":true,"full_document_before_change":true""");
        Queue<AppServerFixture> servers = new([await StartAsync(app.Folder), await StartAsync(app.Folder), await StartAsync(app.Folder)]);
        try
        {
            IDataStore store = servers.Peek().Data.Store;
            await TriggerApp.RecordAsync(store, "noted", record => record.Holder is not null);
            await TriggerApp.WriteAsync(store, "items", [.. Enumerable.Range(0, 20).Select(i => TriggerApp.Insert($"{{_id: {i}, n: 0}}"))]);
            await TriggerApp.WriteAsync(store, "items", TriggerApp.Update("{_id: 3}", "{$set: {n: 1}}"));
            List<BsonDocument> notes = await TriggerApp.NotesAsync(store, "noted", 21);
            Assert.Equal(21, notes.Count);
            BsonDocument update = TriggerApp.ArgumentOf(notes[^1]);
            Assert.Equal((0, 1), (update["fullDocumentBeforeChange"]["n"].AsInt32, update["fullDocument"]["n"].AsInt32));
            // Whoever has it ends, and so does another one.
            for (int expected = 22; servers.Count > 1; expected++)
            {
                await servers.Dequeue().DisposeAsync();
                store = servers.Peek().Data.Store;
                await TriggerApp.WriteAsync(store, "items", TriggerApp.Insert($"{{_id: {100 + expected}}}"));
                Assert.Equal(expected, (await TriggerApp.NotesAsync(store, "noted", expected)).Count);
            }
        }
        finally
        {
            foreach (AppServerFixture server in servers) await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(nameof(LinkFault.Reset))]
    [InlineData(nameof(LinkFault.Silence))]
    public async Task While_the_database_cannot_be_reached_requests_are_told_to_come_again_and_do_so(string fault)
    {
        Assert.SkipWhen(MongoDeployment.Given is not null, "The way to the MongoDB of the environment is not broken.");
        await using var link = new FaultyLink(deployment.EndPoint);
        string uri = UriOver(link);
        using AppFolder app = DocumentApp.Create();
        await using AppServerFixture server = await StartAsync(app, uri);
        WireLogin login = await RegisterAsync(server, "ann@example.com");
        await server.ResultAsync(login.AccessToken, "insertOne", "items", """ "document":{"_id":1} """);
        link.Fault = Enum.Parse<LinkFault>(fault);
        long begun = Stopwatch.GetTimestamp();
        using (HttpResponseMessage refused = await server.Http.PostAsync(
            WireRequests.Api + $"/app/{DocumentApp.Id}/auth/providers/anon-user/login", new StringContent("{}"), Cancel))
        {
            Assert.Equal(503, (int)refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
            Assert.DoesNotContain("127.0.0.1", (await refused.Content.ReadAsStringAsync(Cancel)).Replace("link\":\"http://127.0.0.1", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        WireReply write = await DocumentApp.CallAsync(server, login.AccessToken, "insertOne", "items", """ "document":{"_id":2} """);
        Assert.Equal(503, (int)write.Status);
        using (HttpResponseMessage ready = await server.Http.GetAsync("/health/ready", Cancel)) Assert.Equal(503, (int)ready.StatusCode);
        using (HttpResponseMessage live = await server.Http.GetAsync("/health/live", Cancel)) Assert.Equal(200, (int)live.StatusCode);
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(45));
        link.Fault = LinkFault.Delay;
        await TriggerApp.UntilAsync(
            async () => (int)(await DocumentApp.CallAsync(server, login.AccessToken, "insertOne", "items", """ "document":{"_id":3} """)).Status == 200, () => "no recovery");
        link.Fault = LinkFault.None;
        BsonArray found = (await server.ResultAsync(login.AccessToken, "find", "items")).AsBsonArray;
        Assert.Equal([1, 3], found.Select(each => each["_id"].ToInt32()).Where(id => id != 2).Order());
    }

    [Fact]
    public async Task A_data_source_can_have_a_MongoDB_of_its_own()
    {
        using AppFolder app = DocumentApp.Create();
        var settings = new DatabaseSettings
        {
            StateDatabase = _databases.State,
            Sources = new Dictionary<string, MongoAddress> { ["mongodb-atlas"] = MongoAddress.Parse(deployment.Uri) },
        };
        await using AppServerFixture server = await AppServerFixture.StartAsync(options => options with { Settings = new ServerSettings { Database = settings } }, app);
        string token = (await RegisterAsync(server, "ann@example.com")).AccessToken;
        await server.ResultAsync(token, "insertOne", "items", """ "document":{"_id":1} """);
        var name = new CollectionName($"{DocumentApp.Id}/mongodb-atlas", "shop", "items");
        await using MongoStore store = _databases.OpenStore();
        Assert.Equal(1, await store.ReadOneAsync(session => session.CountAsync(name, new StoreQuery(StoreFilter.Everything), Cancel), Cancel));
        Assert.Empty(await server.Data.Store.ListCollectionsAsync(name.Source, Cancel));
        Assert.Empty(await store.FindAsync(new StateSchema("users", [], []), "_id", "x", Cancel));
    }

    [Fact]
    public async Task Two_fleets_of_an_app_share_a_MongoDB_by_their_prefixes()
    {
        using AppFolder app = DocumentApp.Create();
        await using MongoDatabases one = deployment.NewDatabases("one-"), two = deployment.NewDatabases("two-");
        await using AppServerFixture first = await AppServerFixture.StartAsync(options => options with { Settings = one.ToSettings() }, app);
        await using AppServerFixture second = await AppServerFixture.StartAsync(options => options with { Settings = two.ToSettings() }, app);
        string here = (await RegisterAsync(first, "ann@example.com")).AccessToken, there = (await RegisterAsync(second, "ann@example.com")).AccessToken;
        await first.ResultAsync(here, "insertOne", "items", """ "document":{"_id":1} """);
        WireReply twice = await DocumentApp.CallAsync(first, here, "insertOne", "items", """ "document":{"_id":1} """);
        Assert.Contains("shop.items", twice.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("one-", twice.Text, StringComparison.Ordinal);
        Assert.Single((await first.ResultAsync(here, "find", "items")).AsBsonArray);
        Assert.Empty((await second.ResultAsync(there, "find", "items")).AsBsonArray);
    }

    [Theory]
    [InlineData("exports = async () => { await context.services.get('mongodb-atlas').db('shop').collection('items').insertOne({ n: 1 }); };", 503, "")]
    [InlineData("exports = () => Promise.all([context.services.get('mongodb-atlas').db('shop').collection('items').findOne({})]);", 503, "")]
    [InlineData("exports = async () => { try { await context.services.get('mongodb-atlas').db('shop').collection('items').count(); } catch (error) { return error.code; } };", 200, """{"$numberInt":"6"}""")]
    [InlineData("exports = async () => { try { await context.services.get('mongodb-atlas').db('shop').collection('items').count(); } catch (error) { throw new Error('mine'); } };", 400, "mine")]
    public async Task A_function_that_takes_no_care_of_a_database_out_of_reach_is_to_be_called_again(string source, int status, string said)
    {
        Assert.SkipWhen(MongoDeployment.Given is not null, "The way to the MongoDB of the environment is not broken.");
        await using var link = new FaultyLink(deployment.EndPoint);
        var settings = new DatabaseSettings { Sources = new Dictionary<string, MongoAddress> { ["mongodb-atlas"] = MongoAddress.Parse(UriOver(link)) } };
        using AppFolder app = DocumentApp.Create().Write("functions/f.js", source);
        await using AppServerFixture server = await AppServerFixture.StartAsync(options => options with { Settings = new ServerSettings { Database = settings } }, app);
        string token = (await RegisterAsync(server, "ann@example.com")).AccessToken;
        link.Fault = LinkFault.Reset;
        WireReply reply = await server.CallAsync(token, "f", appId: DocumentApp.Id);
        Assert.True(status == (int)reply.Status, reply.Text);
        Assert.Contains(said, reply.Text, StringComparison.Ordinal);
        if (status == 503) Assert.Equal("5", Assert.Single(reply.Headers.GetValues("Retry-After")));
    }

    [Fact]
    public async Task Commands_and_the_server_take_a_connection_string_and_show_no_password()
    {
        using AppFolder app = DocumentApp.Create();
        DirectoryInfo data = Directory.CreateTempSubdirectory("mongo-");
        try
        {
            string[] place = ["--data", data.FullName, "--state-database", _databases.State];
            var variables = new Dictionary<string, string> { [DatabaseSettings.Variable] = deployment.Uri };
            await using (RunningServer server = await RunningServer.StartAsync(app.Path, data.FullName, variables, "--state-database", _databases.State))
                Assert.Equal(201, (int)(await server.RegisterAsync("ann@example.com", Password, DocumentApp.Id)).Status);
            ProgramResult listed = await ServerProgram.RunAsync(["user", "list", "--app", DocumentApp.Id, "--mongodb", deployment.Uri, .. place]);
            Assert.Contains("ann@example.com", listed.Output, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFiles(data.FullName, "*.db"));
            ProgramResult gone = await ServerProgram.RunAsync(["serve", app.Path, "--urls", "http://127.0.0.1:0", "--mongodb", "mongodb://ann:secret@127.0.0.1:1/?serverSelectionTimeoutMS=300", .. place]);
            ServerProgram.AssertFailed(gone, "MongoDB at 127.0.0.1:1 cannot be used: no server that can do it answers.");
            ProgramResult idle = await ServerProgram.RunAsync(["user", "list", "--app", DocumentApp.Id, "--data", data.FullName, "--database-prefix", "a-"]);
            ServerProgram.AssertFailed(idle, "--database-prefix: This is for --mongodb, which is not given.");
            ProgramResult odd = await ServerProgram.RunAsync(["user", "list", "--app", DocumentApp.Id, "--mongodb", deployment.Uri, .. place, "--database-prefix", "a/b"]);
            ServerProgram.AssertFailed(odd, "--database-prefix a/b: what names of databases begin with is expected, such as staging-.");
            ProgramResult wrong = await ServerProgram.RunAsync(["serve", app.Path, "--mongodb", "mongdb://ann:secret@x", .. place]);
            ServerProgram.AssertFailed(wrong, "--mongodb: a connection string such as mongodb://USER:PASSWORD@HOST:27017/?replicaSet=NAME is expected.");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("""{"database":{"uri":"nonsense:secret"}}""", "a connection string such as mongodb://USER:PASSWORD@HOST:27017/?replicaSet=NAME is expected (at database.uri).")]
    [InlineData("""{"database":{"variable":"APPSERVICES_NO_SUCH"}}""", "the environment has no variable 'APPSERVICES_NO_SUCH' (at database.variable).")]
    [InlineData("""{"database":{"uri":"mongodb://a","stateDatabase":"admin"}}""", "the name of a database is expected, such as appservices (at database.stateDatabase).")]
    [InlineData("""{"database":{"uri":"mongodb://a","prefix":"a.b"}}""", "what names of databases begin with is expected, such as staging- (at database.prefix).")]
    [InlineData("""{"dataSources":{"mongodb-atlas":{"uri":"mongodb://a","prefix":"a/b"}}}""", "what names of databases begin with is expected, such as staging- (at dataSources.mongodb-atlas.prefix).")]
    [InlineData("""{"dataSources":{"mongodb-atlas":{}}}""", "'uri', or 'variable' for the name of one of the environment that has it, is expected (at dataSources.mongodb-atlas).")]
    public async Task Settings_that_mean_nothing_are_refused(string text, string message)
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, text, Cancel);
        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => ServerSettings.Read(path, SecretStore.Read(null)));
        File.Delete(path);
        Assert.Equal($"{path}: {message}", FolderReading.WithoutPosition(refused.Message));
    }

    private Task<AppServerFixture> StartAsync(AppFolder app, string? uri = null, LoginSettings? logins = null, TimeProvider? clock = null) => AppServerFixture.StartAsync(
        options => options with
        {
            Settings = _databases.ToSettings(uri) with { Logins = logins ?? new LoginSettings() },
            Clock = clock ?? TimeProvider.System,
        },
        app);

    private string UriOver(FaultyLink link) => deployment.Uri.Replace(deployment.EndPoint.ToString(), link.Address.ToString(), StringComparison.Ordinal)
        .Replace("serverSelectionTimeoutMS=10000", "serverSelectionTimeoutMS=1000&connectTimeoutMS=1000&socketTimeoutMS=1500", StringComparison.Ordinal);

    private static async Task<WireLogin> RegisterAsync(AppServerFixture server, string email)
    {
        Assert.Equal(201, (int)(await server.RegisterAsync(email, Password, DocumentApp.Id)).Status);
        return await server.LogInAsync("local-userpass", WireRequests.EmailBody(email, Password), DocumentApp.Id);
    }
}
