using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>The command that runs a pipeline, on a collection or on what the server knows of itself.</summary>
internal sealed class AggregateCommands(Cursors cursors) : IWireCommands
{
    public IEnumerable<WireCommand> All =>
    [
        new("aggregate",
            ["pipeline", "cursor", "explain", "allowDiskUse", "bypassDocumentValidation", "collation", "hint", "let", "isMapReduceCommand",
                "fromRouter", "needsMerge", "fromMongos"],
            RunAsync) { Writes = true, JoinsTransactions = true, IsStable = true },
    ];

    private ValueTask<BsonDocument> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        CommandArguments arguments = call.Arguments;
        BsonArray pipeline = arguments.Array("pipeline") ?? throw arguments.Missing("pipeline");
        arguments.RefuseCollation();
        arguments.Refuse("let");
        if (arguments.Document("cursor") is not { } options)
            throw DocumentException.FailedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
        long? size = new CommandArguments("aggregate.cursor", options).ExpectOnly(static name => name == "batchSize").Count("batchSize");
        CollectionName collection = call.Collection();
        if (Last(pipeline) is "$out" or "$merge")
        {
            WireDatabases.RequireWritable(collection);
            if (call.Transaction is not null)
            {
                throw new DocumentException(
                    263, "OperationNotSupportedInTransaction", $"{Last(pipeline)} cannot be used in a transaction");
            }
        }
        IAsyncEnumerable<BsonDocument> results = call.Operations.AggregateAsync(
            collection, new AggregateCommand(pipeline) { Hint = arguments.Hint }, CancellationToken.None);
        return cursors.OpenAsync(
            new ResultCursor(results, call, $"{call.Database}.{collection.Collection}"), size, isSingle: false, cancellationToken);
    }

    private static string? Last(BsonArray pipeline) =>
        pipeline.Count > 0 && pipeline[^1] is BsonDocument { ElementCount: > 0 } stage ? stage.GetElement(0).Name : null;
}
