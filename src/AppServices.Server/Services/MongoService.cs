using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>A data source as clients call it: the functions of client-api 7.1, with their two sets of argument names.</summary>
internal sealed class MongoService(DataSource source, IRuleCaller caller)
{
    /// <summary>The function that the hosted service did not have for clients (client-api 17.2).</summary>
    public const string BulkWrite = "bulkWrite";

    /// <summary>Calls a function; null when the service does not have it.</summary>
    /// <exception cref="DocumentException">The arguments are not valid.</exception>
    public async Task<ServiceReply?> CallAsync(string function, BsonDocument argument, CancellationToken cancellationToken)
    {
        if (ArgumentsOf(function) is not { } names) return null;
        MongoArguments arguments = MongoArguments.OfClient(function, argument, names);
        CollectionName collection = arguments.Collection(source);
        DocumentOperations operations = source.Open(caller, arguments.MaxTime);
        return function switch
        {
            "find" =>
                new ServiceReply.Documents(
                    operations.FindAsync(collection, MongoCommands.Find(arguments.Document("query"), arguments), cancellationToken)),
            "aggregate" => new ServiceReply.Documents(operations.AggregateAsync(
                collection, MongoCommands.Aggregate(arguments.Array("pipeline") ?? [], arguments), cancellationToken)),
            "findOne" => Single(await operations.FindAsync(
                collection, MongoCommands.FindOne(arguments.Document("query"), arguments),
                cancellationToken).FirstOrDefaultAsync(cancellationToken)),
            "count" => Single(new BsonInt64(await operations.CountAsync(
                collection, MongoCommands.Count(arguments.Document("query"), arguments), cancellationToken))),
            BulkWrite => Single(await WriteAsync(operations, collection, arguments, cancellationToken)),
            "findOneAndUpdate" or "findOneAndReplace" or "findOneAndDelete" => Single(await operations.FindAndModifyAsync(
                collection, FindAndModify(function, arguments), cancellationToken)),
            _ =>
                Single(
                    Reply(
                        function,
                        await operations.WriteAsync(collection, Writes(function, arguments), arguments.IsOrdered, cancellationToken))),
        };
    }

    // What a function takes besides options, which have the same names everywhere.
    private static string[]? ArgumentsOf(string function) => function switch
    {
        "find" or "findOne" => ["query", "project"],
        "count" or "deleteOne" or "deleteMany" => ["query"],
        "updateOne" or "updateMany" => ["query", "update"],
        "findOneAndUpdate" or "findOneAndReplace" => ["filter", "update"],
        "findOneAndDelete" => ["filter"],
        "aggregate" => ["pipeline"],
        "insertOne" => ["document"],
        "insertMany" => ["documents"],
        BulkWrite => ["operations"],
        _ => null,
    };

    // What failed is part of the reply: who sends many writes wants to know which of them, and what became of the others.
    private static async Task<BsonDocument> WriteAsync(
        DocumentOperations operations, CollectionName collection, MongoArguments arguments, CancellationToken cancellationToken)
    {
        WriteCommand[] commands =
            [.. arguments.Documents("operations").Select(operation => BulkOperation.Parse(operation, DocumentException.FailedToParse))];
        try
        {
            return WriteReplies.OfBulk(await operations.WriteAsync(collection, commands, arguments.IsOrdered, cancellationToken), []);
        }
        catch (WriteFailedException failed)
        {
            return WriteReplies.OfBulk(failed.Result, failed.Errors);
        }
    }

    private static FindAndModifyCommand FindAndModify(string function, MongoArguments arguments) => MongoCommands.FindAndModify(
        arguments.Document("filter"),
        function switch
        {
            "findOneAndUpdate" => arguments.Change("update"),
            // realm-web calls this one without a replacement to delete a document (client-api 7.2).
            "findOneAndReplace" => arguments.Value("update"),
            _ => null,
        },
        isReplacement: function == "findOneAndReplace",
        arguments);

    private static WriteCommand[] Writes(string function, MongoArguments arguments) => function switch
    {
        "insertOne" => [new WriteCommand.Insert(arguments.Required("document"))],
        "insertMany" => arguments.Documents("documents").Select(WriteCommand (document) => new WriteCommand.Insert(document)).ToArray(),
        "updateOne" or "updateMany" =>
            [MongoCommands.Update(arguments.Document("query"), arguments.Change("update"), isMany: function == "updateMany", arguments)],
        _ => [MongoCommands.Delete(arguments.Document("query"), isMany: function == "deleteMany", arguments)],
    };

    private static BsonDocument Reply(string function, WriteResult result) => function switch
    {
        "insertOne" => new BsonDocument("insertedId", result.InsertedIds[0]),
        "insertMany" => new BsonDocument("insertedIds", new BsonArray(result.InsertedIds.Values)),
        "updateOne" or "updateMany" => WriteReplies.OfUpdate(result),
        _ => WriteReplies.OfDelete(result),
    };

    private static ServiceReply.Single Single(BsonValue? value) => new(value ?? BsonNull.Value);
}
