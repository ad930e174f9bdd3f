using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using AppServices.Server.Users;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Things that happen at once: in one server, and in two on one database.</summary>
public sealed class FirstLoginTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string AppId = AppServerFixture.QuickstartAppId;
    private const int Many = 16;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_first_logins_with_one_address_are_one_user()
    {
        await server.RegisterAsync("rush@example.com", "correct horse");
        WireLogin[] logins = await Task.WhenAll(Enumerable.Range(0, Many).Select(
            _ => server.LogInAsync("local-userpass", WireRequests.EmailBody("rush@example.com", "correct horse"))));
        Assert.Single(logins.Select(login => login.UserId).Distinct());
        Assert.Equal(Many, logins.Select(login => login.RefreshClaims.GetProperty("baas_id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Many_first_logins_with_one_server_key_are_one_user()
    {
        (_, string key) = await new ApiKeyStore(server.Data.Store).CreateAsync(AppId, null, "rush", Cancel);
        WireLogin[] logins = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => server.LogInAsync("api-key", $$"""{"key":"{{key}}"}""")));
        Assert.Single(logins.Select(login => login.UserId).Distinct());
    }

    [Fact]
    public async Task Two_servers_on_one_database_make_one_user_of_one_identity()
    {
        await using var file = new TestStore();
        await using SqliteStore other = SqliteStore.Open(file.Path);
        Logins[] servers = [Open(file.Store), Open(other)];
        var identity = new IdentityRecord("external", "custom", "6650a1f2c3d4e5f6a7b8c9d0", []);
        using var start = new Barrier(Many);
        UserRecord[] users = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(Cancel);
                return LogInAsync(servers[i % 2], identity);
            },
            Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        string id = Assert.Single(users.Select(user => user.Id).Distinct());
        IReadOnlyList<BsonDocument> kept = await file.Store.FindAsync(new StateSchema("users", [], ["app"]), "app", AppId, Cancel);
        Assert.Equal(id, Assert.Single(kept)["_id"].AsString);
    }

    [Fact]
    public async Task What_runs_before_a_user_is_created_runs_once_at_two_servers_on_one_database()
    {
        await using var file = new TestStore();
        await using SqliteStore other = SqliteStore.Open(file.Path);
        Logins[] servers = [Open(file.Store), Open(other)];
        var identity = new IdentityRecord("once", "custom", "6650a1f2c3d4e5f6a7b8c9d0", []);
        var created = new ConcurrentQueue<string>();
        async Task CreateAsync(UserRecord user)
        {
            created.Enqueue(user.Id);
            await Task.Delay(100, Cancel);
        }
        UserRecord[] users = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => LogInAsync(servers[i % 2], identity, CreateAsync)));
        Assert.Equal(Assert.Single(users.Select(user => user.Id).Distinct()), Assert.Single(created));
    }

    [Fact]
    public async Task A_server_that_ended_before_it_had_created_a_user_keeps_nobody_from_it()
    {
        await using var file = new TestStore();
        var identity = new IdentityRecord("left", "custom", "6650a1f2c3d4e5f6a7b8c9d0", []);
        var turn = new BsonDocument { ["_id"] = identity.Key(AppId), ["writing"] = ObjectId.GenerateNewId(), ["at"] = DateTime.UtcNow.AddDays(1) };
        await file.Store.WriteAsync(new StateWrite.Insert(new StateSchema("first_logins", [], []), turn), Cancel);
        Assert.NotNull(await LogInAsync(Open(file.Store), identity));
        Assert.Empty(await file.Store.FindAsync(new StateSchema("first_logins", [], []), "_id", identity.Key(AppId), Cancel));
    }

    [Fact]
    public async Task What_a_provider_tells_anew_replaces_what_it_told_before()
    {
        Logins logins = Open(server.Data.Store);
        IdentityRecord Identity(string name) => new("renamed", "custom", "6650a1f2c3d4e5f6a7b8c9d0", new BsonDocument("name", name));
        UserRecord before = await LogInAsync(logins, Identity("Mia"));
        UserRecord after = await LogInAsync(logins, Identity("Mia B."));
        Assert.Equal(before.Id, after.Id);
        Assert.Equal("Mia B.", (await new UserStore(server.Data.Store).FindAsync(before.Id, Cancel))!.Data["name"].AsString);
    }

    [Fact]
    public async Task Of_many_who_make_a_key_of_one_name_at_once_one_gets_it()
    {
        var keys = new ApiKeyStore(server.Data.Store);
        string owner = (await server.LogInAsync()).UserId;
        string?[] made = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Task.Run(() => TryCreateAsync(keys, owner), Cancel)));
        string key = Assert.Single(made.OfType<string>());
        Assert.Equal("wanted", (await keys.FindByKeyAsync(key, Cancel))!.Name);
        Assert.Single(await keys.ListAsync(AppId, owner, Cancel));
    }

    private static Logins Open(IStateStore store) =>
        new(AppId, "6650a1f2c3d4e5f6a7b8c9d1", UserDirectory.Open(store, TimeProvider.System), TimeProvider.System);

    private static async Task<UserRecord> LogInAsync(Logins logins, IdentityRecord identity, Func<UserRecord, Task>? creating = null) =>
        (await logins.OpenAsync(new ProvenIdentity(identity), new Device("6650a1f2c3d4e5f6a7b8c9d2", []), TimeSpan.FromDays(1), creating ?? (_ => Task.CompletedTask), Cancel)).User;

    private static async Task<string?> TryCreateAsync(ApiKeyStore keys, string owner)
    {
        try
        {
            return (await keys.CreateAsync(AppId, owner, "wanted", Cancel)).Key;
        }
        catch (ApiKeyRefusedException error) when (error.Reason == ApiKeyRefusal.NameTaken)
        {
            return null;
        }
    }
}
