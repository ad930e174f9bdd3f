using System.Collections.Generic;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Commands;
using Jint;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary>What <c>initializeOrderedBulkOp()</c> returns: writes are gathered by calls and run by <c>execute()</c>.</summary>
internal static class BulkObject
{
    public static JsObject Create(DataCall call, CollectionName name, bool isOrdered)
    {
        var commands = new List<WriteCommand>();
        Engine engine = call.Engine;
        return new JsObject(engine)
            .With(engine, "insert", arguments => Add(commands, new WriteCommand.Insert(call.Required(arguments.At(0), "the document"))))
            .With(engine, "find", arguments => Found(call, commands, call.Document(arguments.At(0), "the query"), isUpsert: false))
            .With(engine, "execute", _ => BulkWrites.Run(call, name, commands.ToArray(), Ordered(engine, isOrdered)));
    }

    private static JsObject Found(DataCall call, List<WriteCommand> commands, BsonDocument query, bool isUpsert)
    {
        Engine engine = call.Engine;
        return new JsObject(engine)
            .With(engine, "upsert", _ => Found(call, commands, query, isUpsert: true))
            .With(engine, "update", arguments => Add(commands, Update(arguments) with { IsMany = true }))
            .With(engine, "updateOne", arguments => Add(commands, Update(arguments)))
            .With(engine, "replaceOne", arguments => Add(commands, new WriteCommand.Replace(query, call.Required(arguments.At(0), "the replacement")) { IsUpsert = isUpsert }))
            .With(engine, "remove", _ => Add(commands, new WriteCommand.Delete(query) { IsMany = true }))
            .With(engine, "removeOne", _ => Add(commands, new WriteCommand.Delete(query)));

        WriteCommand.Update Update(JsValue[] arguments) => new(query, call.Read(arguments.At(0))) { IsUpsert = isUpsert };
    }

    private static JsValue Add(List<WriteCommand> commands, WriteCommand command)
    {
        commands.Add(command);
        return JsValue.Undefined;
    }

    private static JsObject Ordered(Engine engine, bool isOrdered)
    {
        var options = new JsObject(engine);
        options.FastSetDataProperty("ordered", isOrdered ? JsBoolean.True : JsBoolean.False);
        return options;
    }
}
