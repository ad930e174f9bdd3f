using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Operations;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary><c>bulkWrite</c>: several writes in one operation; its promise settles with null (app-folder 5.2).</summary>
internal static class BulkWrites
{
    public static JsValue Run(DataCall call, CollectionName name, IReadOnlyList<WriteCommand> commands, bool isOrdered, CallOptions options) =>
        commands.Count == 0
            ? throw call.Realm.Error("must provide at least one element")
            : CollectionWrites.Write(call, name, options, commands, isOrdered, _ => BsonNull.Value);

    public static IReadOnlyList<WriteCommand> Parse(DataCall call, JsValue operations) =>
        call.Documents(operations, "the operations").Select(operation => Parse(call, operation)).ToArray();

    private static WriteCommand Parse(DataCall call, BsonDocument operation)
    {
        if (operation.ElementCount != 1 || operation.GetElement(0).Value is not BsonDocument body)
            throw call.Realm.Error("each operation of bulkWrite must be a document such as { insertOne: { document } }");
        string method = operation.GetElement(0).Name;
        return method switch
        {
            "insertOne" => new WriteCommand.Insert(new MongoArguments(method, body, "document").Required("document")),
            "updateOne" or "updateMany" => Update(method, new MongoArguments(method, body, "filter", "update")),
            "replaceOne" => Replace(new MongoArguments(method, body, "filter", "replacement")),
            "deleteOne" or "deleteMany" => Delete(method, new MongoArguments(method, body, "filter")),
            _ => throw call.Realm.Error($"'{method}' is no operation of bulkWrite"),
        };
    }

    private static WriteCommand.Update Update(string method, MongoArguments body) =>
        MongoCommands.Update(Filter(body), body.Change("update"), isMany: method == "updateMany", body);

    private static WriteCommand.Update Replace(MongoArguments body) =>
        MongoCommands.Replace(Filter(body), body.Required("replacement"), body);

    private static WriteCommand.Delete Delete(string method, MongoArguments body) =>
        MongoCommands.Delete(Filter(body), isMany: method == "deleteMany", body);

    // Nobody means every document by leaving out which.
    private static BsonDocument Filter(MongoArguments body) => body.Required("filter");
}
