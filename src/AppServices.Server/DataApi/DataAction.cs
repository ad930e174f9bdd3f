using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Operations;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.DataApi;

/// <summary>An action of the Data API: a method of a data source under names of its own. Source: app-folder 8.7.</summary>
/// <param name="name">The action, which is the method's name.</param>
/// <param name="purpose">What it does, for messages.</param>
/// <param name="needs">The fields that its body must have besides the collection's name.</param>
/// <param name="arguments">Those that it may have, besides the method's options.</param>
internal sealed class DataAction(string name, string purpose, string[] needs, params string[] arguments)
{
    private const long DefaultLimit = 1_000;
    private const long MaxLimit = 50_000;

    private static readonly string[] s_collection = ["dataSource", "database", "collection"];

    private static readonly FrozenDictionary<string, DataAction> s_all = new DataAction[]
    {
        new("findOne", "find document", [], "filter"),
        new("find", "find documents", [], "filter"),
        new("insertOne", "insert document", ["document"]),
        new("insertMany", "insert documents", ["documents"]),
        new("updateOne", "update document", ["filter", "update"]),
        new("updateMany", "update documents", ["filter", "update"]),
        new("replaceOne", "replace document", ["filter", "replacement"]),
        new("deleteOne", "delete document", ["filter"]),
        new("deleteMany", "delete documents", ["filter"]),
        new("aggregate", "aggregate documents", ["pipeline"]),
    }.ToFrozenDictionary(action => action.Name, StringComparer.Ordinal);

    /// <summary>The action's name.</summary>
    public string Name => name;

    /// <summary>The HTTP status of its success.</summary>
    public int Status => name.StartsWith("insert", StringComparison.Ordinal) ? 201 : 200;

    /// <summary>An action by its name; null when there is none.</summary>
    public static DataAction? Find(string name) => s_all.GetValueOrDefault(name);

    /// <summary>Does it.</summary>
    /// <param name="body">The body of the request.</param>
    /// <param name="sources">The app's data sources.</param>
    /// <param name="caller">Whose rules apply; null for the system.</param>
    /// <param name="cancellationToken">Ends the work when the client has gone.</param>
    /// <exception cref="ApiException">Something is missing in the body.</exception>
    public async Task<ServiceReply> RunAsync(
        BsonDocument body, DataSourceTable sources, IRuleCaller? caller, CancellationToken cancellationToken)
    {
        foreach (string field in s_collection.Concat(needs)) Require(body, field);
        DataSource source = sources.ByName.GetValueOrDefault(body.RequiredText("dataSource")) ?? throw Unknown(body, sources);
        var options = new MongoArguments(name, body, [.. s_collection, .. needs, .. arguments]);
        CollectionName collection = options.Collection(source);
        DocumentOperations operations = source.Open(caller, options.MaxTime);
        BsonDocument filter = options.Document("filter");
        return name switch
        {
            "find" => new ServiceReply.Documents(operations.FindAsync(
                collection, Limited(MongoCommands.Find(filter, options)), cancellationToken)),
            "findOne" => Single("document", await operations.FindAsync(
                collection, MongoCommands.FindOne(filter, options), cancellationToken).FirstOrDefaultAsync(cancellationToken)),
            "aggregate" => new ServiceReply.Documents(operations.AggregateAsync(
                collection, MongoCommands.Aggregate(options.Array("pipeline")!, options), cancellationToken)),
            _ => Reply(await operations.WriteAsync(collection, Writes(filter, options), options.IsOrdered, cancellationToken)),
        };
    }

    private IReadOnlyList<WriteCommand> Writes(BsonDocument filter, MongoArguments options) => name switch
    {
        "insertOne" => [new WriteCommand.Insert(options.Required("document"))],
        "insertMany" => [.. options.Documents("documents").Select(document => new WriteCommand.Insert(document))],
        "updateOne" or "updateMany" => [MongoCommands.Update(filter, options.Change("update"), isMany: name == "updateMany", options)],
        "replaceOne" => [MongoCommands.Replace(filter, options.Required("replacement"), options)],
        _ => [MongoCommands.Delete(filter, isMany: name == "deleteMany", options)],
    };

    private ServiceReply.Single Reply(WriteResult result) => name switch
    {
        "insertOne" => Single("insertedId", result.InsertedIds[0]),
        "insertMany" => Single("insertedIds", new BsonArray(result.InsertedIds.Values)),
        "deleteOne" or "deleteMany" => new ServiceReply.Single(WriteReplies.OfDelete(result)),
        _ => new ServiceReply.Single(WriteReplies.OfUpdate(result)),
    };

    private void Require(BsonDocument body, string field)
    {
        if (body.GetValue(field, BsonNull.Value) is BsonNull or BsonUndefined)
            throw new ApiException(400, "MissingParameter", $"Failed to {purpose}: must provide a '{field}' field");
    }

    private static FindCommand Limited(FindCommand command) =>
        command with { Limit = command.Limit == 0 ? DefaultLimit : Math.Min(command.Limit, MaxLimit) };

    private static ServiceReply.Single Single(string field, BsonValue? value) => new(new BsonDocument(field, value ?? BsonNull.Value));

    private static ApiException Unknown(BsonDocument body, DataSourceTable sources) => new(
        400, "ServiceNotFound", sources.Unreadable.Contains(body["dataSource"].AsString)
            ? $"data source '{body["dataSource"]}' cannot be used, because its file is broken; the server's log says where"
            : $"service not found: '{body["dataSource"]}'");
}
