using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Commands;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using AppServices.Server.Triggers;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using AppServices.Tests.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Triggers;

/// <summary>An app with triggers whose functions note what they are called with, and the data folder of its servers.</summary>
internal sealed class TriggerApp : IDisposable
{
    public const string Id = DocumentApp.Id;

    private static readonly CollectionName s_notes = new($"{Id}/mongodb-atlas", "log", "notes");

    public AppFolder Folder { get; } = DocumentApp.Create();

    public string Data { get; } = Directory.CreateTempSubdirectory("triggers-").FullName;

    /// <summary>A trigger with a function of its own that notes each call.</summary>
    /// <param name="name">The name of both.</param>
    /// <param name="type">The type.</param>
    /// <param name="config">What stands between the braces of its <c>config</c>.</param>
    /// <param name="before">What the function does before it notes the call; it may use <c>e</c> and <c>note</c>.</param>
    /// <param name="more">More of the file, with a comma before it.</param>
    public TriggerApp With(string name, string type, string config, string before = "", string more = "")
    {
        Folder.Write($"functions/{name}.js", $$"""
            exports = async function (e) {
              const note = what => context.services.get("mongodb-atlas").db("log").collection("notes").insertOne({
                of: "{{name}}", what, text: e === undefined ? null : EJSON.stringify(e, {relaxed: false}), count: arguments.length, system: context.runningAsSystem()});
              {{before}}
              await note("called");
            };
            """);
        Folder.Write($"triggers/{name}.json", $$"""
            {"name":"{{name}}","type":"{{type}}","config":{ {{config}} },"event_processors":{"FUNCTION":{"config":{"function_name":"{{name}}"} } } {{more}} }
            """);
        return this;
    }

    /// <summary>A trigger for changes of a collection of the database <c>shop</c>.</summary>
    public TriggerApp WithDatabase(
        string name, string collection, string more = "", string before = "", string operations = """["INSERT","UPDATE","REPLACE","DELETE"]""", string file = "") =>
        With(name, "DATABASE", $$""" "service_name":"mongodb-atlas","database":"shop","collection":"{{collection}}","operation_types":{{operations}}{{more}} """, before, file);

    public Task<AppServerFixture> StartAsync(TimeProvider? clock = null, bool watches = false) => AppServerFixture.StartAsync(
        options => options with { DataFolder = Data, Clock = clock ?? TimeProvider.System, Watches = watches }, Folder);

    /// <summary>The calls of a trigger's function, once there are as many as that.</summary>
    public static async Task<List<BsonDocument>> NotesAsync(IDataStore store, string of, int count = 1)
    {
        List<BsonDocument> notes = [];
        await UntilAsync(async () => (notes = await NotesNowAsync(store, of)).Count >= count, () => $"{of}: {notes.Count} of {count} notes");
        return notes;
    }

    public static async Task<List<BsonDocument>> NotesNowAsync(IDataStore store, string of)
    {
        var query = new StoreQuery(StoreFilter.Parse(new BsonDocument("of", of), TestContext.Current.CancellationToken));
        return await store.ReadAsync(session => session.FindAsync(s_notes, query, default), TestContext.Current.CancellationToken)
            .Select(found => found.Document).ToListAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The argument of a call.</summary>
    public static BsonDocument ArgumentOf(BsonDocument note) => BsonDocument.Parse(note["text"].AsString);

    /// <summary>Writes past all rules.</summary>
    public static Task WriteAsync(IDataStore store, string collection, params IReadOnlyList<WriteCommand> writes) => store.Operations().WriteAsync(
        new CollectionName($"{Id}/mongodb-atlas", "shop", collection), writes, isOrdered: true, TestContext.Current.CancellationToken);

    public static WriteCommand Insert(string document) => new WriteCommand.Insert(BsonDocument.Parse(document));

    public static WriteCommand Update(string query, string update) => new WriteCommand.Update(BsonDocument.Parse(query), BsonDocument.Parse(update));

    /// <summary>What the store remembers of a trigger, once it is as expected.</summary>
    public static async Task<TriggerRecord> RecordAsync(IDataStore store, string name, Func<TriggerRecord, bool> isExpected)
    {
        TriggerRecord? record = null;
        await UntilAsync(
            async () => (record = await new TriggerStore(store).FindAsync(Id, name, TestContext.Current.CancellationToken)) is not null && isExpected(record),
            () => $"{name}: {record}");
        return record!;
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> found)
    {
        for (int attempt = 0; attempt < 2000; attempt++)
        {
            if (await condition()) return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Assert.Fail(found());
    }

    /// <summary>Runs <c>trigger</c> as another process would, without the time that one takes to start.</summary>
    public Task<ProgramResult> RunAsync(params string[] arguments) => RunAsync(TriggerCommand.Create(), Data, arguments);

    public static async Task<ProgramResult> RunAsync(Command command, string data, params string[] arguments)
    {
        using var output = new StringWriter();
        try
        {
            int code = await command.Parse([.. arguments, "--app", Id, "--data", data]).InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output }, TestContext.Current.CancellationToken);
            return new ProgramResult(code, output.ToString(), "");
        }
        catch (ConfigurationException error)
        {
            return new ProgramResult(1, output.ToString(), error.Message + "\n");
        }
    }

    public void Dispose()
    {
        Folder.Dispose();
        Directory.Delete(Data, recursive: true);
    }
}
