using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary><c>$unwind</c>: a document for each item of an array in it.</summary>
internal sealed class UnwindStage(FieldPath path, FieldPath? index, bool keepsEmpty) : Stage
{
    public override async IAsyncEnumerable<BsonDocument> RunAsync(
        IAsyncEnumerable<BsonDocument> source, PipelineRun run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (BsonDocument document in source.WithCancellation(cancellation))
        {
            BsonValue? value = path.Find(document);
            if (value is BsonArray { Count: > 0 } array)
                for (int i = 0; i < array.Count; i++) yield return WithIndex(DocumentCopy.With(document, path, array[i]), new BsonInt64(i));
            else if (value is BsonArray ? keepsEmpty : keepsEmpty || !Types.IsNullish(value))
                yield return WithIndex(value is BsonArray ? DocumentCopy.With(document, path, null) : document, BsonNull.Value);
        }
    }

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        if (specification is BsonString text) return new UnwindStage(ParsePath(text.Value), null, keepsEmpty: false);
        var options = new StageOptions(name, specification, 15981, 28811, "path", "includeArrayIndex", "preserveNullAndEmptyArrays");
        bool keepsEmpty = options.Optional("preserveNullAndEmptyArrays") switch
        {
            null => false,
            BsonBoolean flag => flag.Value,
            BsonValue other =>
                throw DocumentException.Numbered(
                    28809, $"expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage, got {Types.Name(other)}"),
        };
        if (options.Required("path", 28812) is not BsonString path)
            throw DocumentException.Numbered(28808, "expected a string as the path for $unwind stage");
        return new UnwindStage(ParsePath(path.Value), ParseIndex(options.Optional("includeArrayIndex")), keepsEmpty);
    }

    private static FieldPath ParsePath(string path)
    {
        if (path.Length == 0) throw DocumentException.Numbered(28812, "no path specified to $unwind stage");
        return path[0] == '$'
            ? FieldPathExpression.ParsePath(path[1..])
            : throw DocumentException.Numbered(28818, $"path option to $unwind stage should be prefixed with a '$': {path}");
    }

    private static FieldPath? ParseIndex(BsonValue? index) => index switch
    {
        null => null,
        BsonString { Value: ['$', ..] } =>
            throw DocumentException.Numbered(
                28822, $"includeArrayIndex option to $unwind stage should not be prefixed with a '$': {index}"),
        BsonString { Value.Length: > 0 } name => FieldPathExpression.ParsePath(name.Value),
        _ => throw DocumentException.Numbered(28810, "expected a non-empty string for the includeArrayIndex option to $unwind stage"),
    };

    private BsonDocument WithIndex(BsonDocument document, BsonValue place) =>
        index is null ? document : DocumentCopy.With(document, index, place);
}
