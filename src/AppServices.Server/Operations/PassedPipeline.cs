using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>
/// How much of a pipeline a database that has MongoDB's language may run by itself: what works on the documents that come to it, and what
/// reads from collections beside them. What names another database, or runs JavaScript there, is not among it.
/// </summary>
internal static class PassedPipeline
{
    private static readonly HashSet<string> s_passed =
    [
        "$addFields", "$bucket", "$bucketAuto", "$count", "$densify", "$facet", "$fill", "$geoNear", "$graphLookup", "$group", "$limit",
        "$lookup", "$match", "$project", "$rankFusion", "$redact", "$replaceRoot", "$replaceWith", "$sample", "$scoreFusion", "$search",
        "$searchMeta", "$set", "$setWindowFields", "$skip", "$sort", "$sortByCount", "$unionWith", "$unset", "$unwind", "$vectorSearch",
    ];

    private static readonly HashSet<string> s_scripts = ["$where", "$function", "$accumulator"];

    /// <summary>How many of the first stages it may.</summary>
    public static int LengthOf(BsonArray stages) => stages.TakeWhile(MayPass).Count();

    /// <summary>Whether a query or an update of another database is free of JavaScript.</summary>
    public static bool IsFree(BsonValue value) => !BsonNames.Any(value, s_scripts.Contains);

    private static bool MayPass(BsonValue stage) =>
        stage is BsonDocument { ElementCount: 1 } document && document.GetElement(0) is var only && s_passed.Contains(only.Name)
        && IsFree(only.Value) && only.Name switch
        {
            "$lookup" or "$graphLookup" => only.Value is BsonDocument join && IsBeside(join, "from") && MayAll(join, "pipeline"),
            "$unionWith" => only.Value.IsString
                || (only.Value is BsonDocument union && !union.Contains("db") && IsBeside(union, "coll") && MayAll(union, "pipeline")),
            "$facet" => only.Value is BsonDocument facets && facets.Names.All(name => MayAll(facets, name)),
            "$rankFusion" or "$scoreFusion" => only.Value is BsonDocument fusion
                && fusion.TryGetValue("input", out BsonValue input) && input is BsonDocument inputs
                && inputs.TryGetValue("pipelines", out BsonValue several) && several is BsonDocument pipelines
                && pipelines.Names.All(name => MayAll(pipelines, name)),
            _ => true,
        };

    private static bool IsBeside(BsonDocument stage, string field) => !stage.TryGetValue(field, out BsonValue? name) || name.IsString;

    private static bool MayAll(BsonDocument stage, string field) =>
        !stage.TryGetValue(field, out BsonValue? pipeline) || (pipeline is BsonArray stages && stages.All(MayPass));
}
