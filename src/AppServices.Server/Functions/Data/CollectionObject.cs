using System.Linq;
using AppServices.Server.Operations;
using AppServices.Server.Services;
using AppServices.Server.Storage;
using Jint;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary>A collection as functions see it: reads here, writes in <see cref="CollectionWrites"/> (app-folder 5.2).</summary>
internal static class CollectionObject
{
    public static JsObject Create(DataCall call, CollectionName name)
    {
        JsObject collection = new JsObject(call.Engine)
            .With(call, "find", arguments => Find(call, name, arguments))
            .With(call, "findOne", arguments => FindOne(call, name, arguments))
            .With(call, "aggregate", arguments => Aggregate(call, name, arguments))
            .With(call, "count", arguments => Count(call, name, arguments))
            .With(call, "distinct", arguments => Distinct(call, name, arguments));
        return CollectionWrites.AddTo(collection, call, name);
    }

    private static CursorObject Find(DataCall call, CollectionName name, JsValue[] arguments)
    {
        (FindCommand command, DocumentOperations operations) = Search(call, "find", arguments);
        return new CursorObject(call, new FindSource(operations, name, command));
    }

    private static JsValue FindOne(DataCall call, CollectionName name, JsValue[] arguments)
    {
        (FindCommand command, DocumentOperations operations) = Search(call, "findOne", arguments);
        return call.Begin(
            cancellationToken =>
                operations.FindAsync(name, command with { Limit = 1 }, cancellationToken).FirstOrDefaultAsync(cancellationToken).AsTask(),
            call.ToScript);
    }

    private static (FindCommand Command, DocumentOperations Operations) Search(DataCall call, string method, JsValue[] arguments)
    {
        (JsValue projection, JsValue given) = ReadOptions.Split(call, method, arguments);
        CallOptions options = call.Options(method, given);
        FindCommand command = MongoCommands.Find(call.Document(arguments.At(0), "the query"), options.Arguments);
        if (projection.IsUndefined() || projection.IsNull()) return (command, call.Operations(options));
        BsonDocument wanted = call.Document(projection, "the projection");
        if (wanted.ElementCount > 0 && command.Projection is not null) throw call.Realm.Error($"the projection of {method} is given twice");
        return (command.Projection is null ? command with { Projection = wanted } : command, call.Operations(options));
    }

    private static CursorObject Aggregate(DataCall call, CollectionName name, JsValue[] arguments)
    {
        CallOptions options = call.Options("aggregate", arguments.At(1));
        AggregateCommand command = MongoCommands.Aggregate(call.Array(arguments.At(0), "the pipeline"), options.Arguments);
        DocumentOperations operations = PipelineSource.IsWriting(command) ? call.Writing(options) : call.Operations(options);
        return new CursorObject(call, new PipelineSource(operations, name, command));
    }

    private static JsValue Count(DataCall call, CollectionName name, JsValue[] arguments)
    {
        CallOptions options = call.Options("count", arguments.At(1));
        DocumentOperations operations = call.Operations(options);
        FindCommand command = MongoCommands.Count(call.Document(arguments.At(0), "the query"), options.Arguments);
        return call.Begin(
            cancellationToken => operations.CountAsync(name, command, cancellationToken), count => call.ToScript(new BsonInt64(count)));
    }

    private static JsValue Distinct(DataCall call, CollectionName name, JsValue[] arguments)
    {
        CallOptions options = call.Options("distinct", arguments.At(2));
        DocumentOperations operations = call.Operations(options);
        string field = TypeConverter.ToString(arguments.At(0));
        var command = new FindCommand(call.Document(arguments.At(1), "the query")) { Hint = options.Arguments.Hint };
        return call.Begin(
            cancellationToken =>
                operations.DistinctAsync(name, field, command, cancellationToken), values => call.ToScript(new BsonArray(values)));
    }
}
