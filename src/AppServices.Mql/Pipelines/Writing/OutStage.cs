using System.Collections.Generic;
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
        if (specification is BsonString { Value.Length: > 0 } target) return new OutStage(null, target.Value);
        if (specification is not BsonDocument document)
            throw DocumentException.Numbered(
                16990, $"$out only supports a string or object argument, but found {Types.Name(specification)}");
        if (document.Contains("timeseries"))
            throw DocumentException.Unsupported("$out with 'timeseries' is not supported by the embedded database.");
        return document.ElementCount == 2
            && document.GetValue("db", BsonNull.Value) is BsonString database
            && document.GetValue("coll", BsonNull.Value) is BsonString collection
                ? new OutStage(database.Value, collection.Value)
                : throw DocumentException.Numbered(16994, "If an object is passed to $out it must have exactly 2 fields: 'db' and 'coll'");
    }

    protected override Task WriteAsync(IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation) =>
        run.Collections.ReplaceAsync(new Namespace(database ?? run.Source.Database, collection), source, cancellation);
}
