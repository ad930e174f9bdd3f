using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using AppServices.Mql.Pipelines.Stages;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Joining;

/// <summary>What a <c>$lookup</c> asks for.</summary>
/// <param name="From">The other collection.</param>
/// <param name="As">The path of the array.</param>
/// <param name="Join">The fields that are equal; null for none.</param>
/// <param name="Let">Variables for the pipeline.</param>
/// <param name="Pipeline">The pipeline on the documents of the other collection.</param>
/// <param name="IsSameForAll">Whether every document gets the same array.</param>
internal sealed record LookupSpecification(
    string From, FieldPath As, FieldJoin? Join, (Variable Variable, Expression Value)[] Let, Pipeline Pipeline, bool IsSameForAll)
{
    /// <exception cref="DocumentException">The specification is not valid.</exception>
    public static LookupSpecification Parse(string name, BsonValue specification, StageScope scope)
    {
        var options = new StageOptions(name, specification, 9, 9, "from", "as", "localField", "foreignField", "let", "pipeline");
        BsonArray? stages = ParseStages(options.Optional("pipeline"));
        string collection = ParseFrom(options.Optional("from"), hasDocuments: stages is not null && DocumentsStage.Begins(stages));
        FieldPath array = ParsePath(options, "as") ?? throw DocumentException.Numbered(40414, "must specify 'as' field for a $lookup");
        // Two empty paths join every document with every one.
        bool joinsAll = options.Optional("localField") is BsonString { Value: "" }
            && options.Optional("foreignField") is BsonString { Value: "" };
        FieldPath? local = joinsAll ? null : ParsePath(options, "localField");
        FieldPath? foreign = joinsAll ? null : ParsePath(options, "foreignField");
        if (local is null != foreign is null)
            throw DocumentException.FailedToParse("$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
        if (local is null && stages is null && !joinsAll)
            throw DocumentException.FailedToParse(
                "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
        if (stages is null && options.Optional("let") is not null)
            throw DocumentException.FailedToParse("$lookup with 'let' requires a 'pipeline'");

        ExpressionParser inner = scope.Expressions;
        (Variable Variable, Expression Value)[] let = ParseLet(options.Optional("let"), scope.Expressions, ref inner);
        if (local is not null && stages is not null && DocumentsStage.Begins(stages))
            throw DocumentException.Unsupported("$lookup of $documents by 'localField' is not supported by the embedded database.");
        Pipeline pipeline = scope.ParseNested(stages ?? [], inner);
        bool isSame = local is null && !let.Any(static pair => pair.Variable.IsUsed) && !pipeline.StageNames.Contains("$sample");
        return new LookupSpecification(collection, array, local is null ? null : new FieldJoin(local, foreign!), let, pipeline, isSame);
    }

    private static string ParseFrom(BsonValue? from, bool hasDocuments) => from switch
    {
        null or BsonNull when hasDocuments => "",
        null or BsonNull => throw DocumentException.FailedToParse("missing 'from' option to $lookup stage specification"),
        BsonString { Value: "" or ['.', ..] } =>
            throw DocumentException.Numbered(73, $"$lookup argument 'from' is no name of a collection: {Types.Show(from)}"),
        BsonString collection => collection.Value,
        _ => throw DocumentException.FailedToParse($"$lookup argument 'from' must be a string, is type {Types.Name(from)}"),
    };

    private static FieldPath? ParsePath(StageOptions options, string name) => options.Optional(name) switch
    {
        null or BsonNull => null,
        BsonString path => FieldPathExpression.ParsePath(path.Value),
        BsonValue other =>
            throw DocumentException.TypeMismatch(
                $"$lookup argument '{name}: {Types.Show(other)}' must be a string, is type {Types.Name(other)}"),
    };

    private static BsonArray? ParseStages(BsonValue? pipeline)
    {
        if (pipeline is null) return null;
        BsonArray stages = pipeline as BsonArray ?? throw DocumentException.TypeMismatch("'pipeline' option must be specified as an array");
        NestedStages.Refuse(stages, 51047, "within a $lookup stage", "$out", "$merge");
        return stages;
    }

    private static (Variable, Expression)[] ParseLet(BsonValue? let, ExpressionParser parser, ref ExpressionParser inner)
    {
        if (let is null or BsonNull) return [];
        BsonDocument variables = let as BsonDocument
            ?? throw DocumentException.TypeMismatch(
                $"$lookup argument 'let: {Types.Show(let)}' must be an object, is type {Types.Name(let)}");
        var bindings = new List<(Variable, Expression)>(variables.ElementCount);
        foreach (BsonElement element in variables)
        {
            Variable variable = VariableNames.Define(element.Name);
            bindings.Add((variable, parser.Parse(element.Value)));
            inner = inner.With(variable);
        }
        return [.. bindings];
    }
}
