using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using AppServices.Tests.Storage;
using MongoDB.Bson;
using Xunit;
using static AppServices.Tests.Triggers.TriggerApp;

namespace AppServices.Tests.Triggers;

/// <summary>What functions of database triggers are called with, and for which changes (app-folder 7.2).</summary>
public sealed class DatabaseTriggerTests(DatabaseTriggerTests.Served app) : IClassFixture<DatabaseTriggerTests.Served>
{
    private IDataStore Store => app.Server.Data.Store;

    [Fact]
    public async Task A_client_inserts_and_the_function_gets_the_event_as_the_system()
    {
        string token = await app.Server.LogInAsync();
        await app.Server.ResultAsync(token, "insertOne", "inserted", """ "document":{"n":{"$numberLong":"7"}} """);
        BsonDocument note = Assert.Single(await NotesAsync(Store, "inserted"));
        Assert.True(note["system"].AsBoolean);
        Assert.Equal(1, note["count"].ToInt32());
        BsonDocument told = ArgumentOf(note);
        Assert.Equal(["_id", "operationType", "clusterTime", "wallTime", "fullDocument", "ns", "documentKey"], told.Names);
        Assert.Equal("insert", told["operationType"]);
        Assert.Equal(BsonType.ObjectId, told["fullDocument"]["_id"].BsonType);
        Assert.Equal(new BsonInt64(7), told["fullDocument"]["n"]);
        Assert.Equal(told["documentKey"]["_id"], told["fullDocument"]["_id"]);
        Assert.Equal(BsonDocument.Parse("{db: 'shop', coll: 'inserted'}"), told["ns"]);
        Assert.Equal((BsonType.Timestamp, BsonType.DateTime), (told["clusterTime"].BsonType, told["wallTime"].BsonType));
        Assert.True(told["_id"]["_data"].IsString);
    }

    [Fact]
    public async Task Every_kind_of_write_is_one_event_for_each_document_it_changes()
    {
        await WriteAsync(Store, "kinds", Insert("{_id: 1, a: {b: 0, x: 1}, c: 1, k: 1}"), Insert("{_id: 2, k: 1}"), Insert("{_id: 3, k: 1}"));
        await WriteAsync(Store, "kinds", Update("{_id: 1}", "{$set: {'a.b': 1}, $unset: {c: 1}}"));
        await WriteAsync(Store, "kinds", Update("{_id: 1}", "{$set: {'a.b': 1}}"));          // changes nothing
        await WriteAsync(Store, "kinds", new WriteCommand.Update(BsonDocument.Parse("{k: 1}"), BsonDocument.Parse("{$set: {k: 2}}")) { IsMany = true });
        await WriteAsync(Store, "kinds", new WriteCommand.Update(BsonDocument.Parse("{_id: 4}"), BsonDocument.Parse("{$set: {k: 4}}")) { IsUpsert = true });
        await WriteAsync(Store, "kinds", Update("{_id: 2}", "{r: 1}"));
        await WriteAsync(Store, "kinds", new WriteCommand.Delete(BsonDocument.Parse("{_id: 3}")));
        BsonDocument[] told = [.. (await NotesAsync(Store, "kinds", 10)).Select(ArgumentOf)];
        Assert.Equal(
            ["insert 1", "insert 2", "insert 3", "update 1", "update 1", "update 2", "update 3", "insert 4", "replace 2", "delete 3"],
            told.Select(each => $"{each["operationType"]} {each["documentKey"]["_id"]}"));
        Assert.Equal(BsonDocument.Parse("{updatedFields: {'a.b': 1}, removedFields: ['c'], truncatedArrays: []}"), told[3]["updateDescription"]);
        Assert.All(told.Where(each => each["operationType"] == "update"), each => Assert.False(each.Contains("fullDocument")));
        Assert.All(told, each => Assert.False(each.Contains("fullDocumentBeforeChange")));
        Assert.Equal(BsonDocument.Parse("{_id: 2, r: 1}"), told[8]["fullDocument"]);
        Assert.False(told[9].Contains("fullDocument"));
    }

    [Fact]
    public async Task Documents_come_as_they_are_and_as_they_were_where_that_is_asked_for()
    {
        await WriteAsync(Store, "pictures", Insert("{_id: 1, a: 1}"));
        await WriteAsync(Store, "pictures", Update("{_id: 1}", "{$set: {a: 2}}"), Update("{_id: 1}", "{b: 1}"));
        await WriteAsync(Store, "pictures", new WriteCommand.Delete(BsonDocument.Parse("{_id: 1}")));
        BsonDocument[] told = [.. (await NotesAsync(Store, "pictures", 4)).Select(ArgumentOf)];
        Assert.Equal(
            ["{ \"_id\" : 1, \"a\" : 1 }", "{ \"_id\" : 1, \"a\" : 2 }", "{ \"_id\" : 1, \"b\" : 1 }", ""],
            told.Select(each => each.GetValue("fullDocument", "").ToString()));
        Assert.Equal(
            ["", "{ \"_id\" : 1, \"a\" : 1 }", "{ \"_id\" : 1, \"a\" : 2 }", "{ \"_id\" : 1, \"b\" : 1 }"],
            told.Select(each => each.GetValue("fullDocumentBeforeChange", "").ToString()));
    }

    [Fact]
    public async Task Only_events_that_match_count_and_fields_that_are_asked_for_come()
    {
        await WriteAsync(Store, "matched", Insert("{_id: 1, status: 'new', a: 5, price: 20}"));
        await WriteAsync(Store, "matched", Update("{_id: 1}", "{$set: {status: 'retrying', t: 1}}"));
        await WriteAsync(Store, "matched", Update("{_id: 1}", "{$set: {status: 'x'}}"));
        await WriteAsync(Store, "matched", Update("{_id: 1}", "{$set: {status: 'retrying'}}"));
        Assert.Equal(
            BsonDocument.Parse("{updatedFields: {status: 'retrying'}, removedFields: [], truncatedArrays: []}"),
            ArgumentOf(Assert.Single(await NotesAsync(Store, "matched")))["updateDescription"]);

        BsonDocument projected = ArgumentOf(Assert.Single(await NotesAsync(Store, "projected")));
        Assert.Equal(["_id", "operationType", "fullDocument"], projected.Names);
        Assert.Equal(BsonDocument.Parse("{a: 5}"), projected["fullDocument"]);
        Assert.Equal(["operationType", "documentKey"], ArgumentOf(Assert.Single(await NotesAsync(Store, "dropped"))).Names);
    }

    [Fact]
    public async Task A_trigger_can_watch_a_whole_database_with_collections_that_come_later()
    {
        string name = $"later{Guid.NewGuid():N}";
        await Store.Operations().WriteAsync(
            new CollectionName($"{TriggerApp.Id}/mongodb-atlas", "wide", name), [Insert("{_id: 1}")], isOrdered: true, TestContext.Current.CancellationToken);
        await Store.DropAsync(new CollectionName($"{TriggerApp.Id}/mongodb-atlas", "wide", name), TestContext.Current.CancellationToken);
        await Store.Operations().WriteAsync(
            new CollectionName($"{TriggerApp.Id}/mongodb-atlas", "wide", name), [Insert("{_id: 2}")], isOrdered: true, TestContext.Current.CancellationToken);
        List<BsonDocument> notes = await NotesAsync(Store, "wide", 2);
        Assert.Equal([$"wide.{name} 1", $"wide.{name} 2"], notes.Select(ArgumentOf).Select(told => $"{told["ns"]["db"]}.{told["ns"]["coll"]} {told["documentKey"]["_id"]}"));
    }

    [Fact]
    public async Task A_failing_function_is_logged_and_the_next_event_comes_in_order()
    {
        await WriteAsync(Store, "failing", Insert("{_id: 1}"), Insert("{_id: 2}"), Insert("{_id: 3}"));
        Assert.Equal(
            ["begun 1", "called 1", "begun 2", "begun 3", "called 3"],
            (await NotesAsync(Store, "failing", 5)).Select(note => $"{note["what"].AsString} {ArgumentOf(note)["documentKey"]["_id"]}"));
        var record = await RecordAsync(Store, "failing", record => record.Runs == 3);
        Assert.Equal((1, "Error: no second one"), (record.Failures, record.LastError!.Split('\n')[0]));
        Assert.Contains(app.Server.Log.Entries, entry => entry.Contains("trigger failing: function failing failed for insert in shop.failing", StringComparison.Ordinal)
            && entry.Contains("no second one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unordered_events_are_handled_beside_each_other()
    {
        // The first waits for the second, which an ordered trigger would never come to.
        await WriteAsync(Store, "unordered", Insert("{_id: 1}"), Insert("{_id: 2}"));
        Assert.Equal([2, 1], (await NotesAsync(Store, "unordered", 2)).Select(note => ArgumentOf(note)["documentKey"]["_id"].ToInt32()));
    }

    [Fact]
    public async Task Events_of_a_transaction_come_when_it_is_committed()
    {
        await using (IStoreTransaction undone = Store.Begin()) await undone.Operations().WriteAsync(Name("committed"), [Insert("{_id: 1}")], true, TestContext.Current.CancellationToken);
        await using (IStoreTransaction transaction = Store.Begin())
        {
            await transaction.Operations().WriteAsync(Name("committed"), [Insert("{_id: 2}"), Insert("{_id: 3}")], true, TestContext.Current.CancellationToken);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }
        Assert.Equal([2, 3], (await NotesAsync(Store, "committed", 2)).Select(note => ArgumentOf(note)["documentKey"]["_id"].ToInt32()));
    }

    [Fact]
    public async Task A_file_that_is_wrong_or_names_no_function_keeps_no_other_trigger_from_running()
    {
        await WriteAsync(Store, "inserted2", Insert("{_id: 1}"));
        await NotesAsync(Store, "inserted2");
    }

    private static CollectionName Name(string collection) => new($"{TriggerApp.Id}/mongodb-atlas", "shop", collection);

    public sealed class Served : IAsyncLifetime
    {
        private readonly TriggerApp _app = new();

        public AppServerFixture Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _app.WithDatabase("inserted", "inserted", operations: """["INSERT"]""").WithDatabase("inserted2", "inserted2").WithDatabase("kinds", "kinds")
                .WithDatabase("pictures", "pictures", ""","full_document":true,"full_document_before_change":true""")
                .WithDatabase("matched", "matched", ""","match":{"updateDescription.updatedFields":{"status":"retrying"}},"project":{}""")
                .WithDatabase("projected", "matched", ""","match":{"fullDocument.price":{"$gt":{"$numberInt":"10"}}},"project":{"operationType":{"$numberInt":"1"},"fullDocument.a":{"$numberInt":"1"}}""")
                .WithDatabase("dropped", "matched", ""","match":{"operationType":"insert"},"project":{"_id":0,"operationType":1,"documentKey":1}""")
                .With("wide", "DATABASE", """ "service_name":"mongodb-atlas","database":"wide","collection":"","operation_types":["INSERT"] """)
                .WithDatabase("failing", "failing", before: "await note('begun'); if (e.documentKey._id === 2) throw new Error('no second one'); await new Promise(done => setTimeout(done, 20));")
                .WithDatabase("unordered", "unordered", ""","unordered":true""", """
                    const notes = context.services.get("mongodb-atlas").db("log").collection("notes");
                    while (e.documentKey._id === 1 && !await notes.findOne({of: "unordered"})) await new Promise(done => setTimeout(done, 5));
                    """)
                .WithDatabase("committed", "committed");
            _app.Folder.Write("triggers/broken.json", "{").Write("triggers/noFunction.json", """{"name":"x","type":"DATABASE","config":{}}""");
            Server = await _app.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            _app.Dispose();
        }
    }
}
