using System.Collections.Generic;
using AppServices.Server.Operations;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using Jint;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary>What <c>initializeOrderedBulkOp()</c> returns: writes are gathered by calls and run by <c>execute()</c>.</summary>
internal static class BulkObject
{
    public static JsObject Create(DataCall call, CollectionName name, bool isOrdered, JsValue options)
    {
        var commands = new List<WriteCommand>();
        CallOptions given = call.Options("bulkWrite", options);
        return new JsObject(call.Engine)
            .With(call, "insert", arguments =>
            {
                call.Options("insertOne", arguments.At(1));
                return Add(commands, new WriteCommand.Insert(call.Required(arguments.At(0), "the document")));
            })
            .With(call, "find", arguments => Found(call, commands, call.Document(arguments.At(0), "the query"), isUpsert: false))
            .With(call, "execute", arguments => BulkWrites.Run(
                call, name, commands.ToArray(), isOrdered,
                arguments.At(0).IsUndefined() ? given : call.Options("bulkWrite", arguments.At(0))));
    }

    private static JsObject Found(DataCall call, List<WriteCommand> commands, BsonDocument query, bool isUpsert)
    {
        return new JsObject(call.Engine)
            .With(call, "upsert", _ => Found(call, commands, query, isUpsert: true))
            .With(call, "update", arguments => Add(commands, Update("updateMany", arguments)))
            .With(call, "updateOne", arguments => Add(commands, Update("updateOne", arguments)))
            .With(call, "replaceOne", arguments => Add(commands, Replace(arguments)))
            .With(call, "remove", arguments => Add(commands, Delete("deleteMany", arguments)))
            .With(call, "removeOne", arguments => Add(commands, Delete("deleteOne", arguments)));

        WriteCommand.Update Update(string method, JsValue[] arguments)
        {
            MongoArguments options = Options(method, arguments.At(1));
            WriteCommand.Update update = MongoCommands.Update(query, call.Read(arguments.At(0)), isMany: method == "updateMany", options);
            return update with { IsUpsert = isUpsert || update.IsUpsert };
        }

        WriteCommand.Update Replace(JsValue[] arguments)
        {
            MongoArguments options = Options("replaceOne", arguments.At(1));
            WriteCommand.Update replace = MongoCommands.Replace(query, call.Required(arguments.At(0), "the replacement"), options);
            return replace with { IsUpsert = isUpsert || replace.IsUpsert };
        }

        WriteCommand.Delete Delete(string method, JsValue[] arguments) =>
            MongoCommands.Delete(query, isMany: method == "deleteMany", Options(method, arguments.At(0)));

        MongoArguments Options(string method, JsValue options) => call.Options(method, options).Arguments;
    }

    private static JsValue Add(List<WriteCommand> commands, WriteCommand command)
    {
        commands.Add(command);
        return JsValue.Undefined;
    }
}
