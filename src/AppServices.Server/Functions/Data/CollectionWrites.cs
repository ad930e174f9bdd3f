using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Operations;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary>The writing methods of a collection (app-folder 5.2).</summary>
internal static class CollectionWrites
{
    public static JsObject AddTo(JsObject collection, DataCall call, CollectionName name) => collection
        .With(call, "insertOne", arguments => InsertOne(call, name, arguments))
        .With(call, "insertMany", arguments => InsertMany(call, name, arguments))
        .With(call, "updateOne", arguments => Update(call, name, arguments, isMany: false))
        .With(call, "updateMany", arguments => Update(call, name, arguments, isMany: true))
        .With(call, "replaceOne", arguments => Replace(call, name, arguments))
        .With(call, "deleteOne", arguments => Delete(call, name, arguments, isMany: false))
        .With(call, "deleteMany", arguments => Delete(call, name, arguments, isMany: true))
        .With(call, "findOneAndUpdate", arguments => FindAndChange(call, name, "findOneAndUpdate", arguments))
        .With(call, "findOneAndReplace", arguments => FindAndChange(call, name, "findOneAndReplace", arguments))
        .With(call, "findOneAndDelete", arguments => FindAndModify(call, name, "findOneAndDelete", arguments.At(0), null, arguments.At(1)))
        .With(call, "bulkWrite", arguments => BulkWrite(call, name, arguments))
        .With(call, "initializeOrderedBulkOp", arguments => BulkObject.Create(call, name, isOrdered: true, arguments.At(0)))
        .With(call, "initializeUnorderedBulkOp", arguments => BulkObject.Create(call, name, isOrdered: false, arguments.At(0)));

    /// <summary>Begins several writes as one operation.</summary>
    internal static JsValue Write(
        DataCall call, CollectionName name, CallOptions options, IReadOnlyList<WriteCommand> commands, bool isOrdered, Func<WriteResult,
        BsonValue> reply)
    {
        DocumentOperations operations = call.Writing(options);
        return call.Begin(
            cancellationToken =>
                operations.WriteAsync(name, commands, isOrdered, cancellationToken),
            result => call.ToScript(reply(result)),
            options.Session);
    }

    private static JsValue InsertOne(DataCall call, CollectionName name, JsValue[] arguments)
    {
        CallOptions options = call.Options("insertOne", arguments.At(1));
        var command = new WriteCommand.Insert(call.Required(arguments.At(0), "the document"));
        return Write(call, name, options, [command], isOrdered: true, result => new BsonDocument("insertedId", result.InsertedIds[0]));
    }

    private static JsValue InsertMany(DataCall call, CollectionName name, JsValue[] arguments)
    {
        CallOptions options = call.Options("insertMany", arguments.At(1));
        IReadOnlyList<BsonDocument> documents = call.Documents(arguments.At(0), "the documents");
        if (documents.Count == 0) throw call.Realm.Error("must provide at least one element");
        return Write(
            call, name, options, documents.Select(WriteCommand (document) => new WriteCommand.Insert(document)).ToArray(),
            options.Arguments.IsOrdered, result => new BsonDocument("insertedIds", new BsonArray(result.InsertedIds.Values)));
    }

    private static JsValue Update(DataCall call, CollectionName name, JsValue[] arguments, bool isMany)
    {
        CallOptions options = call.Options(isMany ? "updateMany" : "updateOne", arguments.At(2));
        WriteCommand command = MongoCommands.Update(
            call.Document(arguments.At(0), "the query"), call.Read(arguments.At(1)), isMany, options.Arguments);
        return Write(call, name, options, [command], isOrdered: true, WriteReplies.OfUpdate);
    }

    private static JsValue Replace(DataCall call, CollectionName name, JsValue[] arguments)
    {
        CallOptions options = call.Options("replaceOne", arguments.At(2));
        WriteCommand command = MongoCommands.Replace(
            call.Document(arguments.At(0), "the query"), call.Required(arguments.At(1), "the replacement"), options.Arguments);
        return Write(call, name, options, [command], isOrdered: true, WriteReplies.OfUpdate);
    }

    private static JsValue Delete(DataCall call, CollectionName name, JsValue[] arguments, bool isMany)
    {
        CallOptions options = call.Options(isMany ? "deleteMany" : "deleteOne", arguments.At(1));
        WriteCommand command = MongoCommands.Delete(call.Document(arguments.At(0), "the query"), isMany, options.Arguments);
        return Write(call, name, options, [command], isOrdered: true, WriteReplies.OfDelete);
    }

    private static JsValue BulkWrite(DataCall call, CollectionName name, JsValue[] arguments)
    {
        CallOptions options = call.Options("bulkWrite", arguments.At(1));
        return BulkWrites.Run(call, name, BulkWrites.Parse(call, arguments.At(0)), options.Arguments.IsOrdered, options);
    }

    private static JsValue FindAndChange(DataCall call, CollectionName name, string method, JsValue[] arguments) =>
        FindAndModify(call, name, method, arguments.At(0), call.Read(arguments.At(1)), arguments.At(2));

    private static JsValue FindAndModify(DataCall call, CollectionName name, string method, JsValue query, BsonValue? change, JsValue given)
    {
        CallOptions options = call.Options(method, given);
        DocumentOperations operations = call.Writing(options);
        FindAndModifyCommand command = MongoCommands.FindAndModify(
            call.Document(query, "the query"), change, isReplacement: method == "findOneAndReplace", options.Arguments);
        return call.Begin(
            cancellationToken => operations.FindAndModifyAsync(name, command, cancellationToken), call.ToScript, options.Session);
    }
}
