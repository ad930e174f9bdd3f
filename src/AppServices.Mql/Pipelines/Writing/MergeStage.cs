using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Writing;

/// <summary><c>$merge</c>: the documents are merged into those of a collection.</summary>
internal sealed class MergeStage(
    string? database, string collection, FieldPath[] on, MergeAction whenMatched, MergeUpdate? update,
    MergeAction whenNotMatched) : WritingStage
{
    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        if (specification is BsonString simple) specification = new BsonDocument("into", simple);
        var options = new StageOptions(name, specification, 14, 40415, "into", "on", "let", "whenMatched", "whenNotMatched");
        (string? database, string collection) = ParseTarget(options.Required("into", 40414));
        // Null counts as absent.
        if (collection.StartsWith("system.", StringComparison.Ordinal))
            throw DocumentException.Numbered(31319, $"Cannot $merge to special collection: {collection}");
        if (database is not null && !Namespace.CanBeDatabase(database))
            throw DocumentException.Numbered(73, $"Invalid database name: '{database}'");
        BsonValue? whenMatched = Given("whenMatched"), let = Given("let");
        var update = whenMatched is BsonArray stages ? MergeUpdate.Parse(stages, let, scope.Expressions) : null;
        if (update is null && let is not null)
            throw DocumentException.Numbered(51199, "Cannot use 'let' variables with 'whenMatched' other than a pipeline");
        MergeAction matched = update is not null ? MergeAction.Update : ParseMatched(whenMatched);
        MergeAction notMatched = ParseNotMatched(Given("whenNotMatched"));
        if (matched == MergeAction.Fail && notMatched != MergeAction.Insert)
            throw DocumentException.Numbered(
                51181, "Combination of $merge modes whenMatched: fail and whenNotMatched other than insert is not supported");
        return new MergeStage(database, collection, ParseOn(options.Optional("on")), matched, update, notMatched);

        BsonValue? Given(string name) => options.Optional(name) is { } value and not BsonNull ? value : null;
    }

    protected override Task WriteAsync(IAsyncEnumerable<BsonDocument> source, PipelineRun run, CancellationToken cancellation)
    {
        var target = new Namespace(database ?? run.Source.Database, collection);
        return run.Collections.MergeAsync(
            new MergeRule(target, on, whenMatched, update?.Bind(run.Scope), whenNotMatched), source, cancellation);
    }

    private static (string? Database, string Collection) ParseTarget(BsonValue into)
    {
        if (into is BsonString { Value.Length: > 0 } simple) return (null, simple.Value);
        if (into is not BsonDocument document)
            throw DocumentException.Numbered(
                51178, $"$merge 'into' field must be either a string or an object, but found {Types.Name(into)}");
        var options = new StageOptions("$merge.into", document, 51178, 40415, "db", "coll");
        string? database = options.Optional("db") switch
        {
            null => null,
            BsonString { Value.Length: 0 } => null,
            BsonString db => db.Value,
            BsonValue other =>
                throw DocumentException.TypeMismatch(
                    $"BSON field 'into.db' is the wrong type '{Types.Name(other)}', expected type 'string'"),
        };
        return options.Optional("coll") is BsonString { Value.Length: > 0 } collection
            ? (database, collection.Value)
            : options.Optional("coll") is { } name and not (BsonNull or BsonUndefined or BsonString)
            ? throw DocumentException.TypeMismatch($"BSON field 'into.coll' is the wrong type '{Types.Name(name)}', expected type 'string'")
            : throw DocumentException.Numbered(51178, "$merge 'into' field must specify a 'coll' that is not empty, null or undefined");
    }

    private static FieldPath[] ParseOn(BsonValue? on)
    {
        if (on is null) return [new FieldPath("_id")];
        BsonArray fields = on switch
        {
            BsonString name => [name],
            BsonArray { Count: 0 } =>
                throw DocumentException.Numbered(51187, "If explicitly specifying $merge 'on', must include at least one field"),
            BsonArray array when array.All(static item => item is BsonString) => array,
            BsonArray => throw DocumentException.Numbered(51134, "$merge 'on' array elements must be strings"),
            _ =>
                throw DocumentException.Numbered(
                    51186, $"$merge 'on' field must be either a string or an array of strings, but found {Types.Name(on)}"),
        };
        var names = fields.Select(static item => item.AsString).ToList();
        if (names.Distinct().Count() != names.Count) throw DocumentException.Numbered(31465, "Found a duplicate field in $merge 'on'");
        return names.ConvertAll(FieldPathExpression.ParsePath).ToArray();
    }

    private static MergeAction ParseMatched(BsonValue? value) => value switch
    {
        null or BsonString { Value: "merge" } => MergeAction.Merge,
        BsonString { Value: "replace" } => MergeAction.Replace,
        BsonString { Value: "keepExisting" } => MergeAction.Keep,
        BsonString { Value: "fail" } => MergeAction.Fail,
        BsonString other =>
            throw DocumentException.BadValue($"Enumeration value '{other.Value}' for field 'whenMatched' is not a valid value."),
        _ =>
            throw DocumentException.Numbered(
                51191, $"$merge 'whenMatched' field  must be either a string or an array, but found {Types.Name(value)}"),
    };

    private static MergeAction ParseNotMatched(BsonValue? value) => value switch
    {
        null or BsonString { Value: "insert" } => MergeAction.Insert,
        BsonString { Value: "discard" } => MergeAction.Keep,
        BsonString { Value: "fail" } => MergeAction.Fail,
        BsonString other =>
            throw DocumentException.BadValue($"Enumeration value '{other.Value}' for field '$merge.whenNotMatched' is not a valid value."),
        _ =>
            throw DocumentException.TypeMismatch(
                $"BSON field '$merge.whenNotMatched' is the wrong type '{Types.Name(value)}', expected type 'string'"),
    };
}
