using System;
using AppServices.Server.Operations;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>
/// Reads an operation of <c>bulkWrite</c>, which is a document such as <c>{ insertOne: { document } }</c> (app-folder 5.2, client-api
/// 17.2).
/// </summary>
internal static class BulkOperation
{
    /// <param name="operation">The operation.</param>
    /// <param name="refuse">Makes the error of one that is none.</param>
    public static WriteCommand Parse(BsonDocument operation, Func<string, Exception> refuse)
    {
        if (operation.ElementCount != 1 || operation.GetElement(0).Value is not BsonDocument body)
            throw refuse("each operation of bulkWrite must be a document such as { insertOne: { document } }");
        string method = operation.GetElement(0).Name;
        return method switch
        {
            "insertOne" => new WriteCommand.Insert(new MongoArguments(method, body, "document").Required("document")),
            "updateOne" or "updateMany" => Update(method, new MongoArguments(method, body, "filter", "update")),
            "replaceOne" => Replace(new MongoArguments(method, body, "filter", "replacement")),
            "deleteOne" or "deleteMany" => Delete(method, new MongoArguments(method, body, "filter")),
            _ => throw refuse($"'{method}' is no operation of bulkWrite"),
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
