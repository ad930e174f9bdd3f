using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Mongo;
using AppServices.Tests.Services;
using AppServices.Tests.Storage.Contract;
using AppServices.Tests.Triggers;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>One of three servers on one MongoDB is killed while all are used.</summary>
[Collection(MongoDeployment.Name)]
public sealed class MongoKillTests(MongoDeployment deployment) : IAsyncDisposable
{
    private const int Servers = 3;
    private const int Writers = 4;
    private const int WritesBetween = 20;
    private const int WritesOfLogin = 10;

    // APPSERVICES_TEST_KILLS asks for more than a suite that is often run has time for.
    private static readonly int s_kills = int.TryParse(Environment.GetEnvironmentVariable("APPSERVICES_TEST_KILLS"), out int kills) ? kills : 1;

    private readonly MongoDatabases _databases = deployment.NewDatabases();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("fleet-");
    private readonly RunningServer?[] _servers = new RunningServer?[Servers];
    private readonly ConcurrentBag<int> _acknowledged = [];
    private readonly ConcurrentBag<string> _sessions = [];
    private int _last;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (RunningServer? server in _servers)
            if (server is not null) await server.DisposeAsync();
        await _databases.DisposeAsync();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task No_acknowledged_write_no_session_and_no_event_is_lost()
    {
        using TriggerApp app = new TriggerApp().WithDatabase("noted", "items", operations: """["INSERT"]""");
        await Task.WhenAll(Enumerable.Range(0, Servers).Select(place => StartAsync(app, place)));
        Assert.Equal(201, (int)(await _servers[0]!.RegisterAsync("ann@example.com", "correct horse 0", DocumentApp.Id)).Status);
        WireLogin login = await _servers[1]!.LogInAsync("local-userpass", WireRequests.EmailBody("ann@example.com", "correct horse 0"), DocumentApp.Id);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        _sessions.Add(login.RefreshToken);
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => WriteAsync(login.AccessToken, writer, end.Token))];
        for (int kill = 0; kill < s_kills; kill++)
        {
            int before = _acknowledged.Count, place = Random.Shared.Next(Servers);
            await TriggerApp.UntilAsync(() => Task.FromResult(_acknowledged.Count >= before + WritesBetween), () => "no writes before the kill");
            RunningServer killed = _servers[place]!;
            _servers[place] = null;
            await killed.DisposeAsync();
            before = _acknowledged.Count;
            await TriggerApp.UntilAsync(() => Task.FromResult(_acknowledged.Count >= before + WritesBetween), () => "no writes after the kill");
            await StartAsync(app, place);
        }
        await end.CancelAsync();
        await Task.WhenAll(writers);

        await using MongoStore store = _databases.OpenStore();
        var items = new CollectionName($"{DocumentApp.Id}/mongodb-atlas", "shop", "items");
        HashSet<int> stored = [.. await store.ReadAsync(session => session.FindAsync(items, new StoreQuery(StoreFilter.Everything), Cancel), Cancel)
            .Select(found => found.Document["_id"].ToInt32()).ToListAsync(Cancel)];
        Assert.Empty(_acknowledged.Except(stored));
        foreach (RunningServer? server in _servers)
            foreach (string session in _sessions) Assert.Equal(201, (int)(await server!.SendAsync("POST", "/auth/session", session)).Status);
        HashSet<int> noted = [];
        while (!noted.IsSupersetOf(stored))
        {
            // After many kills there is much to catch up with.
            int before = noted.Count;
            await TriggerApp.UntilAsync(
                async () =>
                {
                    noted = [.. (await TriggerApp.NotesNowAsync(store, "noted")).Select(IdOf)];
                    return noted.Count > before;
                },
                () => $"no event for {string.Join(',', stored.Except(noted))}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{s_kills} kills: {_acknowledged.Count} writes, {_sessions.Count} sessions and {noted.Count} events are there.");
    }

    private static int IdOf(BsonDocument note) => TriggerApp.ArgumentOf(note)["documentKey"]["_id"].ToInt32();

    private async Task WriteAsync(string token, int writer, CancellationToken end)
    {
        for (int turn = writer; !end.IsCancellationRequested; turn++)
        {
            if (_servers[turn % Servers] is not { } server) continue;
            int id = Interlocked.Increment(ref _last);
            try
            {
                WireReply reply = await DocumentApp.CallAsync(server, token, "insertOne", "items", $$""" "document":{"_id":{{id}}} """);
                if ((int)reply.Status == 200) _acknowledged.Add(id);
                if (id % WritesOfLogin != 0) continue;
                WireReply begun = await server.PostLoginAsync("anon-user", "{}", DocumentApp.Id);
                if ((int)begun.Status == 200) _sessions.Add(WireLogin.From(begun).RefreshToken);
            }
            catch (Exception error) when (error is HttpRequestException or IOException or InvalidOperationException
                || (error is OperationCanceledException && !Cancel.IsCancellationRequested))
            {
                // Whoever was killed has acknowledged nothing.
            }
            await Task.Delay(25, CancellationToken.None);     // the trigger has to keep up
        }
    }

    private async Task StartAsync(TriggerApp app, int place)
    {
        var variables = new Dictionary<string, string> { [DatabaseSettings.Variable] = deployment.Uri };
        _servers[place] = await RunningServer.StartAsync(
            app.Folder.Path, Path.Combine(_data.FullName, $"{place}"), variables, ["--state-database", _databases.State]);
    }
}
