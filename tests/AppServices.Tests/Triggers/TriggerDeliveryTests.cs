using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using AppServices.Server.Triggers;
using AppServices.Tests.Admin;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using MongoDB.Bson;
using Xunit;
using static AppServices.Tests.Triggers.TriggerApp;

namespace AppServices.Tests.Triggers;

/// <summary>That every event is handled, whoever stops, is killed, or runs beside others (app-folder 7.5).</summary>
public sealed class TriggerDeliveryTests : IDisposable
{
    // APPSERVICES_TEST_KILLS asks for more than a suite that is often run has time for.
    private static readonly int s_kills = int.TryParse(Environment.GetEnvironmentVariable("APPSERVICES_TEST_KILLS"), out int kills) ? kills : 3;

    private readonly TriggerApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Nothing_is_lost_when_the_server_is_killed_between_a_write_and_its_trigger()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGKILL.");
        _app.WithDatabase("killed", "items").WithDatabase("quick", "items", ""","unordered":true""");
        var moment = new Random(20260101);
        string? token = null;
        int written = 0;
        for (int kill = 0; kill < s_kills; kill++)
        {
            await using RunningServer server = await RunningServer.StartAsync(_app.Folder.Path, _app.Data);
            token ??= await server.LogInAsync();
            for (int n = moment.Next(1, 20); n > 0; n--)
                await server.ResultAsync(token, "insertOne", "items", $$""" "document":{"_id":{{++written}}} """);
            await Task.Delay(moment.Next(0, 10), TestContext.Current.CancellationToken);
            server.Process.Kill();
            await server.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await using AppServerFixture last = await _app.StartAsync();
        foreach (string trigger in (string[])["killed", "quick"])
        {
            HashSet<int> handled = [];
            await UntilAsync(
                async () => (handled = [.. (await NotesNowAsync(last.Data.Store, trigger)).Select(note => ArgumentOf(note)["documentKey"]["_id"].ToInt32())]).Count == written,
                () => $"{trigger}: {handled.Count} of {written}");
        }
    }

    [Fact]
    public async Task An_event_is_handled_again_when_the_worker_of_its_function_is_lost()
    {
        // Whatever ends the worker, such as another call that fills its memory.
        _app.WithDatabase("slow", "items", operations: """["INSERT"]""", before: """
            const runs = await context.services.get("mongodb-atlas").db("log").collection("notes").count({ of: "slow" });
            await note(require("process").pid);
            if (runs === 0) await new Promise(resolve => setTimeout(resolve, 60000));
            """);
        await using AppServerFixture server = await _app.StartAsync();
        await WriteAsync(server.Data.Store, "items", Insert("{_id: 1}"));
        int worker = (await NotesAsync(server.Data.Store, "slow"))[0]["what"].AsInt32;
        using (var process = System.Diagnostics.Process.GetProcessById(worker)) process.Kill();
        List<BsonDocument> notes = await NotesAsync(server.Data.Store, "slow", 3);
        Assert.Equal("called", notes[2]["what"]);
        Assert.Equal(1, ArgumentOf(notes[2])["documentKey"]["_id"].ToInt32());
        await RecordAsync(server.Data.Store, "slow", record => record is { Runs: 1, Failures: 0 });
    }

    [Fact]
    public async Task Events_of_a_stop_come_after_it_in_order_and_each_once()
    {
        _app.WithDatabase("ordered", "items");
        await using (AppServerFixture server = await _app.StartAsync()) await WriteAsync(server.Data.Store, "items", Insert("{_id: 1}"), Insert("{_id: 2}"));
        await using (var store = SqliteStore.Open(System.IO.Path.Combine(_app.Data, "appservices.db"))) await WriteAsync(store, "items", Insert("{_id: 3}"), Insert("{_id: 4}"));
        await using AppServerFixture again = await _app.StartAsync();
        await WriteAsync(again.Data.Store, "items", Insert("{_id: 5}"));
        List<BsonDocument> notes = await NotesAsync(again.Data.Store, "ordered", 5);
        Assert.Equal([1, 2, 3, 4, 5], notes.Select(note => ArgumentOf(note)["documentKey"]["_id"].ToInt32()));
    }

    [Fact]
    public async Task Several_servers_handle_each_event_once_and_one_takes_over_from_another()
    {
        _app.WithDatabase("shared", "items");
        await using RunningServer first = await RunningServer.StartAsync(_app.Folder.Path, _app.Data);
        await using (var store = SqliteStore.Open(System.IO.Path.Combine(_app.Data, "appservices.db")))
            await RecordAsync(store, "shared", record => record.Holder is not null);
        await using AppServerFixture second = await _app.StartAsync();
        string token = await first.LogInAsync();
        for (int i = 0; i < 20; i++) await (i % 2 == 0 ? (IWireServer)first : second).ResultAsync(token, "insertOne", "items", $$""" "document":{"_id":{{i}}} """);
        await NotesAsync(second.Data.Store, "shared", 20);
        string holder = (await RecordAsync(second.Data.Store, "shared", record => record.Runs == 20)).Holder!;
        Assert.Equal(20, (await NotesNowAsync(second.Data.Store, "shared")).Count);
        first.Process.Kill();
        await first.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await second.ResultAsync(token, "insertOne", "items", """ "document":{"_id":20} """);
        Assert.Equal(21, (await NotesAsync(second.Data.Store, "shared", 21)).Count);
        Assert.NotEqual(holder, (await RecordAsync(second.Data.Store, "shared", record => record.Runs == 21)).Holder);
    }

    [Fact]
    public async Task An_edited_app_takes_its_triggers_over_and_lets_what_runs_come_to_its_end()
    {
        _app.WithDatabase("slow", "items", before: "await note('begun'); await new Promise(done => setTimeout(done, 4000));").WithDatabase("removed", "others");
        await using AppServerFixture server = await _app.StartAsync(watches: true);
        IDataStore store = server.Data.Store;
        await WriteAsync(store, "items", Insert("{_id: 1}"), Insert("{_id: 2}"));
        await NotesAsync(store, "slow");
        System.IO.File.Delete(_app.Folder.FileAt("triggers/removed.json"));
        _app.WithDatabase("slow", "items", before: "await note('new');").WithDatabase("added", "items");
        Assert.Equal(["begun 1", "called 1", "new 2", "called 2"], (await NotesAsync(store, "slow", 4)).Select(note => $"{note["what"].AsString} {ArgumentOf(note)["documentKey"]["_id"]}"));
        await UntilAsync(async () => await new TriggerStore(store).FindAsync(Id, "removed", TestContext.Current.CancellationToken) is null, () => "the removed trigger is still known");
        await WriteAsync(store, "items", Insert("{_id: 3}"));
        Assert.Equal(3, ArgumentOf(Assert.Single(await NotesAsync(store, "added")))["documentKey"]["_id"]);
        await NotesAsync(store, "slow", 6);
    }

    [Fact]
    public async Task A_trigger_is_switched_off_and_on_and_makes_up_for_that_time_unless_it_is_to_skip_it()
    {
        _app.WithDatabase("catching", "items").WithDatabase("skipping", "items", ""","skip_catchup_events":true""")
            .WithDatabase("off", "items", file: ""","disabled":true""");
        await using AppServerFixture server = await _app.StartAsync();
        IDataStore store = server.Data.Store;
        foreach (string name in (string[])["catching", "skipping"])
        {
            await RecordAsync(store, name, record => record.Holder is not null);
            Assert.Equal(new ProgramResult(0, "", ""), await _app.RunAsync("disable", name));
            await RecordAsync(store, name, record => record.WasOff);
        }
        await RecordAsync(store, "off", record => record is { WasOff: true, Position: null });
        await WriteAsync(store, "items", Insert("{_id: 1}"));
        string listed = (await _app.RunAsync("list")).Output;
        Assert.Contains("catching  DATABASE        disabled   DELETE,INSERT,REPLACE,UPDATE shop.items\n    last run never, 0 runs, 0 failed, 1 change to look at", listed, StringComparison.Ordinal);
        Assert.Contains("off  DATABASE        disabled ", listed, StringComparison.Ordinal);
        foreach (string name in (string[])["catching", "skipping", "off"])
        {
            Assert.Equal(0, (await _app.RunAsync("enable", name)).ExitCode);
            await RecordAsync(store, name, record => record is { WasOff: false, Position: not null });
        }
        await WriteAsync(store, "items", Insert("{_id: 2}"));
        Assert.Equal([1, 2], (await NotesAsync(store, "catching", 2)).Select(note => ArgumentOf(note)["documentKey"]["_id"].ToInt32()));
        foreach (string name in (string[])["skipping", "off"])
            Assert.Equal(2, ArgumentOf(Assert.Single(await NotesAsync(store, name)))["documentKey"]["_id"].ToInt32());
        ServerProgram.AssertFailed(await _app.RunAsync("run", "off"), "Trigger 'off' waits for DELETE,INSERT,REPLACE,UPDATE shop.items: only a scheduled trigger can be run by hand.");
        ServerProgram.AssertFailed(
            await _app.RunAsync("enable", "none"), $"App '{Id}' has no trigger 'none', or was not served yet. See: appservices-server trigger list --app {Id} --data {_app.Data}");
    }

    [Fact]
    public async Task A_trigger_that_has_lost_its_place_is_suspended_and_says_so_and_goes_on_from_now_when_told_to_or_allowed()
    {
        _app.WithDatabase("strict", "items").WithDatabase("tolerant", "items", ""","tolerate_resume_errors":true""");
        await using (AppServerFixture server = await _app.StartAsync()) await RecordAsync(server.Data.Store, "tolerant", record => record.Holder is not null);
        string file = System.IO.Path.Combine(_app.Data, "appservices.db");
        await using (var store = SqliteStore.Open(file)) await WriteAsync(store, "items", Insert("{_id: 1}"), Insert("{_id: 2}"));
        // As if it had been a week.
        using (var session = new SqliteSession(file)) session.Execute("DELETE FROM changes WHERE seq <= (SELECT min(seq) FROM changes)");

        await using AppServerFixture later = await _app.StartAsync();
        IDataStore opened = later.Data.Store;
        await RecordAsync(opened, "strict", record => record.Suspended is not null);
        await RecordAsync(opened, "tolerant", record => record.Suspended is null);
        Assert.Contains("suspended  DELETE,INSERT,REPLACE,UPDATE shop.items", (await _app.RunAsync("list")).Output, StringComparison.Ordinal);
        // The record is written before the line.
        foreach (string line in (string[])["trigger tolerant goes on from now", "trigger strict is suspended"])
            await UntilAsync(() => Task.FromResult(later.Log.Entries.Any(entry => entry.Contains(line, StringComparison.Ordinal))), () => $"not logged: {line}");
        Assert.Contains(later.Log.Entries, entry => entry.Contains("trigger strict is suspended", StringComparison.Ordinal));
        AdminClient admin = await AdminClient.SignInAsync(later);
        string id = (await admin.ExpectAsync(200, "GET", "/apps")).Json[0].GetProperty("_id").GetString()!;
        JsonElement noted = Assert.Single(
            (await admin.ExpectAsync(200, "GET", $"/apps/{id}/logs?type=TRIGGER_FAILURE&errors_only")).Json.GetProperty("logs").EnumerateArray());
        Assert.Equal("strict", noted.GetProperty("event_subscription_name").GetString());
        Assert.Equal(0, (await _app.RunAsync("skip", "strict")).ExitCode);
        await RecordAsync(opened, "strict", record => record is { Suspended: null, Request: TriggerRequest.None });
        await WriteAsync(opened, "items", Insert("{_id: 3}"));
        foreach (string name in (string[])["strict", "tolerant"])
            Assert.Equal(3, ArgumentOf(Assert.Single(await NotesAsync(opened, name)))["documentKey"]["_id"].ToInt32());
    }

    [Fact]
    public async Task A_function_that_runs_when_the_server_ends_is_run_again()
    {
        _app.WithDatabase("endless", "items", before: "await note('begun'); if (!await context.services.get('mongodb-atlas').db('log').collection('go').findOne()) await new Promise(done => setTimeout(done, 60000));");
        await using (AppServerFixture server = await _app.StartAsync())
        {
            await WriteAsync(server.Data.Store, "items", Insert("{_id: 1}"));
            await NotesAsync(server.Data.Store, "endless");
        }
        await using (var store = SqliteStore.Open(System.IO.Path.Combine(_app.Data, "appservices.db")))
            await store.WriteAsync(async session => { await session.InsertAsync(new CollectionName($"{Id}/mongodb-atlas", "log", "go"), new BsonDocument("_id", 1)); return true; }, TestContext.Current.CancellationToken);
        await using AppServerFixture again = await _app.StartAsync();
        Assert.Equal(["begun", "begun", "called"], (await NotesAsync(again.Data.Store, "endless", 3)).Select(note => note["what"].AsString));
    }
}
