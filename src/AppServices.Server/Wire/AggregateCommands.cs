using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Pipelines;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>The command that runs a pipeline: on a collection, on changes, or on what the server knows of itself.</summary>
internal sealed class AggregateCommands(
    Cursors cursors, WireDatabases databases, IDataStore store, CollectionStatistics statistics, WireSessions sessions,
        ExplainCommands explain)
    : IWireCommands
{
    /// <summary>The arguments of an aggregation.</summary>
    public static IReadOnlyCollection<string> Fields { get; } =
    [
        "pipeline", "cursor", "explain", "allowDiskUse", "bypassDocumentValidation", "collation", "hint", "let", "isMapReduceCommand",
        "fromRouter", "needsMerge", "fromMongos",
    ];

    public IEnumerable<WireCommand> All =>
        [new("aggregate", Fields, RunAsync) { Writes = true, JoinsTransactions = true, IsStable = true }];

    /// <summary>The pipeline of an aggregation that does no more than this server can.</summary>
    public static BsonArray PipelineOf(CommandArguments arguments)
    {
        BsonArray pipeline = arguments.Array("pipeline") ?? throw arguments.Missing("pipeline");
        arguments.RefuseCollation();
        arguments.Refuse("let");
        return pipeline;
    }

    private async ValueTask<BsonDocument> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        CommandArguments arguments = call.Arguments;
        BsonArray pipeline = PipelineOf(arguments);
        StableApi.Check(pipeline, arguments);
        if (arguments.Flag("explain")) return await explain.ExplainAsync(call, arguments.Given, isExecuted: false, cancellationToken);
        if (arguments.Document("cursor") is not { } options)
            throw DocumentException.FailedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
        long? size = new CommandArguments("aggregate.cursor", options).ExpectOnly(static name => name == "batchSize").Count("batchSize");
        bool isOfDatabase = arguments.Given[0] is { IsNumeric: true } whole && whole.ToDouble() == 1;
        CollectionName collection = isOfDatabase ? Scope(call, pipeline) : call.Collection();
        string ns = $"{call.Database}.{(isOfDatabase ? "$cmd.aggregate" : collection.Collection)}";
        if (ChangeStreamOptions.Read(pipeline, collection) is { } watched)
        {
            if (await store.ReadOneAsync(session => session.OptionsAsync(collection), cancellationToken) is { ViewOn: not null })
                throw StoreRefusals.IsView(collection);
            var stream = new ChangeCursor(watched, call, ns, databases, store);
            return await WatchAsync(stream, call, size, cancellationToken);
        }
        if (LastOf(pipeline) is "$out" or "$merge")
        {
            WireDatabases.RequireWritable(collection);
            if (arguments.Document("readConcern")?.GetValue("level", "") == "linearizable")
                throw new DocumentException(72, "InvalidOptions",
                    $"{LastOf(pipeline)} cannot be used with a 'linearizable' read concern level");
            if (call.Transaction is not null)
                throw new DocumentException(263, "OperationNotSupportedInTransaction",
                    $"{LastOf(pipeline)} cannot be used in a transaction");
        }
        IAsyncEnumerable<BsonDocument> results = await GivenAsync(call, collection, pipeline, isOfDatabase, cancellationToken) is { } given
            ? call.Operations.AggregateGivenAsync(collection, given.ToAsyncEnumerable(), [.. pipeline.Skip(1)], CancellationToken.None)
            : call.Operations.AggregateAsync(collection, new AggregateCommand(pipeline) { Hint = arguments.Hint }, CancellationToken.None);
        return await cursors.OpenAsync(new ResultCursor(results, call, ns), size, isSingle: false, cancellationToken);
    }

    private async ValueTask<BsonDocument> WatchAsync(ChangeCursor stream, WireCall call, long? size, CancellationToken cancellationToken)
    {
        bool isOpen = false;
        try
        {
            if (call.Transaction is not null)
                throw new DocumentException(263, "OperationNotSupportedInTransaction", "$changeStream cannot be used in a transaction");
            await stream.OpenAsync(cancellationToken);
            isOpen = true;
        }
        finally
        {
            if (!isOpen) await stream.DisposeAsync();
        }
        return await cursors.OpenAsync(stream, size, isSingle: false, cancellationToken);
    }

    // What an aggregation of a database is of: all changes of it, or all of all databases where it is that of the cluster.
    private CollectionName Scope(WireCall call, BsonArray pipeline)
    {
        bool isOfCluster = pipeline.Count > 0 && pipeline[0] is BsonDocument first
            && first.GetValue("$changeStream", BsonNull.Value) is BsonDocument options
            && options.GetValue("allChangesForCluster", false).ToBoolean();
        if (!isOfCluster)
        {
            (string source, string name) = databases.Find(call.Database);
            return new CollectionName(source, name, "");
        }
        if (call.Database != "admin")
            throw new DocumentException(72, "InvalidOptions",
                "A $changeStream with 'allChangesForCluster:true' may only be opened on the 'admin' database");
        return databases.Sources() switch
        {
            [var only] => new CollectionName(only.Source, "", ""),
            _ => throw DocumentException.Unsupported("Several data sources are served: watch one database of them at a time."),
        };
    }

    // Documents that are in no collection: what the server knows of itself, by the first stage.
    private async ValueTask<IReadOnlyList<BsonDocument>?> GivenAsync(
        WireCall call, CollectionName collection, BsonArray pipeline, bool isOfDatabase, CancellationToken cancellationToken)
    {
        string? first = pipeline.Count > 0 && pipeline[0] is BsonDocument { ElementCount: 1 } stage ? stage.GetElement(0).Name : null;
        switch (first)
        {
            case "$collStats" when !isOfDatabase:
                return [await statistics.StageAsync(call, collection, pipeline[0][0], cancellationToken)];
            case "$listLocalSessions" or "$listSessions":
                return [.. sessions.All.Where(session => session.Key.User == call.Client.User!.Name).Select(static session =>
                    session.Describe())];
            case "$currentOp":
                return
                [
                    new BsonDocument
                    {
                        ["type"] = "op", ["host"] = call.Client.Server.ToString(), ["connectionId"] = call.Client.Id,
                        ["client"] = call.Client.Address.ToString(), ["active"] = true, ["op"] = "command",
                        ["ns"] = $"{call.Database}.$cmd.aggregate", ["command"] = new BsonDocument("aggregate", 1), ["secs_running"] = 0L,
                        ["microsecs_running"] = 0L,
                    },
                ];
            default:
                if (!isOfDatabase || first == "$documents") return null;
                PipelineParser.Parse(pipeline, cancellationToken);      // what is wrong in it comes first
                throw new DocumentException(73, "InvalidNamespace",
                    $"{{aggregate: 1}} is not valid for '{first}'; a collection is required.");
        }
    }

    private static string? LastOf(BsonArray pipeline) =>
        pipeline.Count > 0 && pipeline[^1] is BsonDocument { ElementCount: > 0 } stage ? stage.GetElement(0).Name : null;
}
