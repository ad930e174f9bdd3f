using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Writing;

/// <summary><c>$out</c>: the documents take the place of those in a collection.</summary>
internal sealed class OutStage(string? database, string collection) : WritingStage
{
    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        if (specification is BsonString { Value.Length: > 0 } target) return new OutStage(null, Checked(target.Value));
        if (specification is not BsonDocument document)
            throw DocumentException.Numbered(
                16990, $"$out only supports a string or object argument, but found {Types.Name(specification)}");
        if (document.Contains("timeseries"))
            throw DocumentException.Unsupported("$out with 'timeseries' is not supported by the embedded database.");
        foreach (string field in document.Names.Where(field => field is not ("db" or "coll")))
            throw DocumentException.Numbered(40415, $"BSON field '$out.{field}' is an unknown field.");
        if (document.Names.Distinct().Count() < document.ElementCount)
            throw DocumentException.Numbered(40413, "BSON field '$out' has a duplicate field");
        string database = Text(document, "db"), collection = Text(document, "coll");
        if (!Namespace.CanBeDatabase(database))
            throw new DocumentException(73, "InvalidNamespace", $"Invalid database name: '{database}'");
        if (Namespace.ReservedDatabases.Contains(database))
            throw DocumentException.Numbered(31321, $"Can't $out to internal database: {database}");
        return new OutStage(database, Checked(collection));
    }

    private static string Checked(string collection) => collection switch
    {
        _ when collection.StartsWith("system.", StringComparison.Ordinal) =>
            throw DocumentException.Numbered(17385, $"Can't $out to special collection: {collection}"),
        ['$', ..] => throw new DocumentException(20, "IllegalOperation", $"'{collection}' is no name of a collection"),
        _ => collection,
    };

    private static string Text(BsonDocument target, string field) => target.GetValue(field, BsonNull.Value) switch
    {
        BsonString { Value.Length: > 0 } text => text.Value,
        BsonString => throw new DocumentException(73, "InvalidNamespace", $"'{field}' of $out may not be empty"),
        BsonNull => throw DocumentException.Numbered(40414, $"BSON field '$out.{field}' is missing but a required field"),
        var other => throw DocumentException.TypeMismatch(
            $"BSON field '$out.{field}' is the wrong type '{Types.Name(other)}', expected type 'string'"),
    };

    protected override Task WriteAsync(IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation) =>
        run.Collections.ReplaceAsync(new Namespace(database ?? run.Source.Database, collection), source, cancellation);
}
