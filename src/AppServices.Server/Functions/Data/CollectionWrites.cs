using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Commands;
using Jint;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary>The writing methods of a collection (app-config.md 5.2).</summary>
internal static class CollectionWrites
{
    public static JsObject AddTo(JsObject collection, DataCall call, CollectionName name)
    {
        Engine engine = call.Engine;
        return collection
            .With(engine, "insertOne", arguments => Write(
                call, name, arguments.At(1), new WriteCommand.Insert(call.Required(arguments.At(0), "the document")),
                result => new BsonDocument("insertedId", result.InsertedIds[0])))
            .With(engine, "insertMany", arguments => InsertMany(call, name, arguments))
            .With(engine, "updateOne", arguments => Update(call, name, arguments, isMany: false))
            .With(engine, "updateMany", arguments => Update(call, name, arguments, isMany: true))
            .With(engine, "deleteOne", arguments => Delete(call, name, arguments, isMany: false))
            .With(engine, "deleteMany", arguments => Delete(call, name, arguments, isMany: true))
            .With(engine, "findOneAndUpdate", arguments => FindAndChange(call, name, arguments, isReplacement: false))
            .With(engine, "findOneAndReplace", arguments => FindAndChange(call, name, arguments, isReplacement: true))
            .With(engine, "findOneAndDelete", arguments => FindAndDelete(call, name, arguments))
            .With(engine, "bulkWrite", arguments => BulkWrites.Run(call, name, BulkWrites.Parse(call, arguments.At(0)), arguments.At(1)))
            .With(engine, "initializeOrderedBulkOp", _ => BulkObject.Create(call, name, isOrdered: true))
            .With(engine, "initializeUnorderedBulkOp", _ => BulkObject.Create(call, name, isOrdered: false));
    }

    private static JsValue InsertMany(DataCall call, CollectionName name, JsValue[] arguments)
    {
        IReadOnlyList<BsonDocument> documents = call.Documents(arguments.At(0), "the documents");
        if (documents.Count == 0) throw call.Realm.Error("must provide at least one element");
        return Write(
            call, name, arguments.At(1), documents.Select(WriteCommand (document) => new WriteCommand.Insert(document)).ToArray(),
            result => new BsonDocument("insertedIds", new BsonArray(result.InsertedIds)));
    }

    private static JsValue Update(DataCall call, CollectionName name, JsValue[] arguments, bool isMany)
    {
        var command = new WriteCommand.Update(call.Document(arguments.At(0), "the query"), call.Read(arguments.At(1)))
        {
            IsMany = isMany,
            IsUpsert = ReadOptions.Flag(arguments.At(2), "upsert"),
            ArrayFilters = Filters(call, arguments.At(2)),
        };
        return Write(call, name, arguments.At(2), command, WriteReplies.OfUpdate);
    }

    private static JsValue Delete(DataCall call, CollectionName name, JsValue[] arguments, bool isMany) => Write(
        call, name, arguments.At(1), new WriteCommand.Delete(call.Document(arguments.At(0), "the query")) { IsMany = isMany }, WriteReplies.OfDelete);

    private static JsValue FindAndChange(DataCall call, CollectionName name, JsValue[] arguments, bool isReplacement)
    {
        JsValue options = arguments.At(2);
        return FindAndModify(call, name, options, new FindAndModifyCommand(call.Document(arguments.At(0), "the query"))
        {
            Change = call.Read(arguments.At(1)),
            IsReplacement = isReplacement,
            IsUpsert = ReadOptions.Flag(options, "upsert"),
            ReturnsNew = ReadOptions.Flag(options, "returnNewDocument"),
            ArrayFilters = Filters(call, options),
        });
    }

    private static JsValue FindAndDelete(DataCall call, CollectionName name, JsValue[] arguments) =>
        FindAndModify(call, name, arguments.At(1), new FindAndModifyCommand(call.Document(arguments.At(0), "the query")));

    private static JsValue FindAndModify(DataCall call, CollectionName name, JsValue options, FindAndModifyCommand command)
    {
        IDocumentOperations operations = call.Writing(options);
        FindAndModifyCommand complete = command with
        {
            Sort = ReadOptions.Document(call, options, "sort"),
            Projection = ReadOptions.Document(call, options, "projection"),
        };
        return call.Begin(cancellationToken => operations.FindAndModifyAsync(name, complete, null, cancellationToken), call.ToScript);
    }

    private static BsonArray? Filters(DataCall call, JsValue options) =>
        options is Jint.Native.Object.ObjectInstance given && given.Get("arrayFilters") is { } filters && !filters.IsUndefined()
            ? call.Array(filters, "arrayFilters")
            : null;

    private static JsValue Write(DataCall call, CollectionName name, JsValue options, WriteCommand command, Func<WriteResult, BsonValue> reply) =>
        Write(call, name, options, [command], reply);

    internal static JsValue Write(
        DataCall call, CollectionName name, JsValue options, IReadOnlyList<WriteCommand> commands, Func<WriteResult, BsonValue> reply)
    {
        IDocumentOperations operations = call.Writing(options);
        bool isOrdered = options is not Jint.Native.Object.ObjectInstance given || given.Get("ordered").IsUndefined() || ReadOptions.Flag(options, "ordered");
        return call.Begin(
            cancellationToken => operations.WriteAsync(name, commands, isOrdered, null, cancellationToken), result => call.ToScript(reply(result)));
    }
}
