using System.Linq;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Commands;
using Jint;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Data;

/// <summary>A collection as functions see it: reads here, writes in <see cref="CollectionWrites"/> (app-config.md 5.2).</summary>
internal static class CollectionObject
{
    public static JsObject Create(DataCall call, CollectionName name)
    {
        Engine engine = call.Engine;
        JsObject collection = new JsObject(engine)
            .With(engine, "find", arguments => Find(call, name, arguments))
            .With(engine, "findOne", arguments => FindOne(call, name, arguments))
            .With(engine, "aggregate", arguments => Aggregate(call, name, arguments))
            .With(engine, "count", arguments => Count(call, name, arguments))
            .With(engine, "distinct", arguments => Distinct(call, name, arguments));
        return CollectionWrites.AddTo(collection, call, name);
    }

    private static CursorObject Find(DataCall call, CollectionName name, JsValue[] arguments)
    {
        (JsValue projection, JsValue options) = ReadOptions.Split(arguments);
        IDocumentOperations operations = call.Operations(options);
        var command = new FindCommand(call.Document(arguments.At(0), "the query"))
        {
            Projection = ReadOptions.Projection(call, projection),
            Sort = ReadOptions.Document(call, options, "sort"),
            Limit = ReadOptions.Number(options, "limit"),
            Skip = ReadOptions.Number(options, "skip"),
        };
        return new CursorObject(call, new FindSource(operations, name, command));
    }

    private static JsValue FindOne(DataCall call, CollectionName name, JsValue[] arguments)
    {
        (JsValue projection, JsValue options) = ReadOptions.Split(arguments);
        IDocumentOperations operations = call.Operations(options);
        var command = new FindCommand(call.Document(arguments.At(0), "the query"))
        {
            Projection = ReadOptions.Projection(call, projection),
            Sort = ReadOptions.Document(call, options, "sort"),
            Limit = 1,
        };
        return call.Begin(
            cancellationToken => operations.FindAsync(name, command, cancellationToken).FirstOrDefaultAsync(cancellationToken).AsTask(), call.ToScript);
    }

    private static CursorObject Aggregate(DataCall call, CollectionName name, JsValue[] arguments) =>
        new(call, new PipelineSource(call.Operations(arguments.At(1)), name, call.Array(arguments.At(0), "the pipeline")));

    private static JsValue Count(DataCall call, CollectionName name, JsValue[] arguments)
    {
        IDocumentOperations operations = call.Operations(arguments.At(1));
        BsonDocument query = call.Document(arguments.At(0), "the query");
        long limit = ReadOptions.Number(arguments.At(1), "limit");
        return call.Begin(
            cancellationToken => operations.CountAsync(name, query, limit, cancellationToken), count => call.ToScript(new BsonInt64(count)));
    }

    private static JsValue Distinct(DataCall call, CollectionName name, JsValue[] arguments)
    {
        IDocumentOperations operations = call.Operations(arguments.At(2));
        string field = TypeConverter.ToString(arguments.At(0));
        BsonDocument query = call.Document(arguments.At(1), "the query");
        return call.Begin(
            cancellationToken => operations.DistinctAsync(name, field, query, cancellationToken), values => call.ToScript(new BsonArray(values)));
    }
}
