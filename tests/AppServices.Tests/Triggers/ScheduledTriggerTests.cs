using System;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Triggers;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;
using static AppServices.Tests.Triggers.TriggerApp;

namespace AppServices.Tests.Triggers;

/// <summary>Triggers that fire at set times, on a clock that the test moves (app-folder 7.4).</summary>
public sealed class ScheduledTriggerTests : IDisposable
{
    private readonly TriggerApp _app = new();
    private readonly SettableClock _clock = new();      // 04:05:06

    public ScheduledTriggerTests() => _app.With("hourly", "SCHEDULED", """ "schedule":"0 * * * *" """)
        .With("skipping", "SCHEDULED", """ "schedule":"0 * * * *","skip_catchup_events":true """);

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_trigger_fires_once_for_each_minute_also_when_the_clock_is_set_back_and_makes_up_for_a_stop_by_one_run()
    {
        await using (AppServerFixture server = await _app.StartAsync(_clock))
        {
            IDataStore store = server.Data.Store;
            Assert.Equal(At("04:05"), (await RecordAsync(store, "hourly", record => record.Fired is not null)).Fired);
            await RecordAsync(store, "skipping", record => record.Fired is not null);
            Assert.Empty(await NotesNowAsync(store, "hourly"));

            _clock.Advance(TimeSpan.FromMinutes(55));
            BsonDocument note = Assert.Single(await NotesAsync(store, "hourly"));
            Assert.Equal((0, BsonType.Null, true), (note["count"].ToInt32(), note["text"].BsonType, note["system"].AsBoolean));
            Assert.Equal(At("05:00"), (await RecordAsync(store, "hourly", record => record is { Runs: 1, Running.Count: 0 })).Fired);

            _clock.Advance(-TimeSpan.FromMinutes(10));
            _clock.Advance(TimeSpan.FromMinutes(10));
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(2, (await NotesAsync(store, "hourly", 2)).Count);
            await NotesAsync(store, "skipping", 2);
            await RecordAsync(store, "hourly", record => record is { Runs: 2, Running.Count: 0 });
            await RecordAsync(store, "skipping", record => record is { Runs: 2, Running.Count: 0 });
        }

        _clock.Advance(TimeSpan.FromHours(5.5));      // 11:30
        await using AppServerFixture later = await _app.StartAsync(_clock);
        Assert.Equal(3, (await NotesAsync(later.Data.Store, "hourly", 3)).Count);
        Assert.Equal(At("11:00"), (await RecordAsync(later.Data.Store, "hourly", record => record is { Runs: 3, Running.Count: 0 })).Fired);
        await RecordAsync(later.Data.Store, "skipping", record => record.Fired == At("11:00"));
        Assert.Equal(2, (await NotesNowAsync(later.Data.Store, "skipping")).Count);
        Assert.Contains(later.Log.Entries, entry => entry.Contains("trigger skipping missed 5 of its times, the last one 2031-02-03T11:00Z; they are left out.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_was_broken_off_begins_anew_and_one_can_be_asked_for()
    {
        await using AppServerFixture server = await _app.StartAsync(_clock);
        TriggerRecord record = await RecordAsync(server.Data.Store, "hourly", record => record.Fired is not null);
        // As a server leaves it that is killed meanwhile.
        await new TriggerStore(server.Data.Store).ChangeAsync(Id, "hourly", now => now with { Running = [At("04:04")] }, TestContext.Current.CancellationToken);
        Assert.Single(await NotesAsync(server.Data.Store, "hourly"));
        await RecordAsync(server.Data.Store, "hourly", record => record is { Runs: 1, Running.Count: 0 });
        Assert.Equal(new ProgramResult(0, "", ""), await _app.RunAsync("run", "hourly"));
        Assert.Equal(2, (await NotesAsync(server.Data.Store, "hourly", 2)).Count);
        Assert.Equal(record.Fired, (await RecordAsync(server.Data.Store, "hourly", record => record is { Runs: 2, Running.Count: 0 })).Fired);
        Assert.Contains("next 2031-02-03T05:00:00Z", (await _app.RunAsync("list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trigger_that_was_never_on_has_missed_nothing_and_one_that_has_run_can_skip()
    {
        _app.With("off", "SCHEDULED", """ "schedule":"0 * * * *" """, more: ""","disabled":true""");
        await using AppServerFixture server = await _app.StartAsync(_clock);
        IDataStore store = server.Data.Store;
        await RecordAsync(store, "off", record => record is { WasOff: true, Fired: null });
        await RecordAsync(store, "hourly", record => record.Fired is not null);
        ServerProgram.AssertFailed(await _app.RunAsync("run", "off"), $"Trigger 'off' is disabled. Enable it first: appservices-server trigger enable off --app {TriggerApp.Id} --data {_app.Data}");
        _clock.Advance(TimeSpan.FromHours(1));
        await RecordAsync(store, "hourly", record => record is { Runs: 1, Running.Count: 0 });
        Assert.Equal(0, (await _app.RunAsync("skip", "hourly")).ExitCode);
        Assert.Equal(0, (await _app.RunAsync("enable", "off")).ExitCode);
        await RecordAsync(store, "hourly", record => record.Request == TriggerRequest.None && record.Fired == At("05:05"));
        await RecordAsync(store, "off", record => record is { WasOff: false, Fired: not null });
        _clock.Advance(TimeSpan.FromHours(1));
        await RecordAsync(store, "hourly", record => record.Runs == 2);
        await RecordAsync(store, "off", record => record is { Runs: 1, Running.Count: 0 });
        Assert.Single(await NotesNowAsync(store, "off"));
    }

    private static DateTime At(string time) => new DateTime(2031, 2, 3, 0, 0, 0, DateTimeKind.Utc) + TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
