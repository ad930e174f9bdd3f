using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Commands;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary><c>bulkWrite</c>: several writes in one operation; its promise settles with null (app-config.md 5.2).</summary>
internal static class BulkWrites
{
    public static JsValue Run(DataCall call, CollectionName name, IReadOnlyList<WriteCommand> commands, JsValue options) =>
        commands.Count == 0
            ? throw call.Realm.Error("must provide at least one element")
            : CollectionWrites.Write(call, name, options, commands, _ => BsonNull.Value);

    public static IReadOnlyList<WriteCommand> Parse(DataCall call, JsValue operations) =>
        call.Documents(operations, "the operations").Select(operation => Parse(call, operation)).ToArray();

    private static WriteCommand Parse(DataCall call, BsonDocument operation)
    {
        if (operation.ElementCount != 1 || operation.GetElement(0).Value is not BsonDocument body)
            throw call.Realm.Error("each operation of bulkWrite must be a document such as { insertOne: { document } }");
        BsonDocument filter = body.GetValue("filter", BsonNull.Value) as BsonDocument ?? [];
        bool isUpsert = body.GetValue("upsert", false).ToBoolean();
        return operation.GetElement(0).Name switch
        {
            "insertOne" => new WriteCommand.Insert(Part(call, body, "document")),
            "updateOne" => new WriteCommand.Update(filter, Change(call, body)) { IsUpsert = isUpsert, ArrayFilters = Filters(body) },
            "updateMany" => new WriteCommand.Update(filter, Change(call, body)) { IsMany = true, IsUpsert = isUpsert, ArrayFilters = Filters(body) },
            "replaceOne" => new WriteCommand.Replace(filter, Part(call, body, "replacement")) { IsUpsert = isUpsert },
            "deleteOne" => new WriteCommand.Delete(filter),
            "deleteMany" => new WriteCommand.Delete(filter) { IsMany = true },
            var other => throw call.Realm.Error($"'{other}' is no operation of bulkWrite"),
        };
    }

    private static BsonDocument Part(DataCall call, BsonDocument body, string name) =>
        body.GetValue(name, BsonNull.Value) as BsonDocument ?? throw call.Realm.Error($"'{name}' must be a document");

    private static BsonValue Change(DataCall call, BsonDocument body) =>
        body.TryGetValue("update", out BsonValue change) ? change : throw call.Realm.Error("'update' is missing");

    private static BsonArray? Filters(BsonDocument body) => body.GetValue("arrayFilters", BsonNull.Value) as BsonArray;
}
