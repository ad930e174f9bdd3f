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
    public static JsValue Run(
        DataCall call, CollectionName name, IReadOnlyList<WriteCommand> commands, bool isOrdered, CallOptions options) =>
        commands.Count == 0
            ? throw call.Realm.Error("must provide at least one element")
            : CollectionWrites.Write(call, name, options, commands, isOrdered, _ => BsonNull.Value);

    public static IReadOnlyList<WriteCommand> Parse(DataCall call, JsValue operations) =>
        call.Documents(operations, "the operations").Select(operation => BulkOperation.Parse(operation, call.Realm.Error)).ToArray();
}
