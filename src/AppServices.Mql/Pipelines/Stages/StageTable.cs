using System.Collections.Frozen;
using System.Collections.Generic;
using AppServices.Mql.Pipelines.Grouping;
using AppServices.Mql.Pipelines.Joining;
using AppServices.Mql.Pipelines.Writing;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary>All stages, by their names.</summary>
internal static class StageTable
{
    private delegate Stage Parser(string name, BsonValue specification, StageScope scope);

    private static readonly FrozenDictionary<string, Parser> s_parsers = new Dictionary<string, Parser>
    {
        ["$match"] = MatchStage.Parse,
        ["$project"] = FieldStage.ParseProjection,
        ["$addFields"] = FieldStage.ParseAddition,
        ["$set"] = FieldStage.ParseAddition,
        ["$unset"] = FieldStage.ParseRemoval,
        ["$replaceRoot"] = ReplaceRootStage.ParseRoot,
        ["$replaceWith"] = ReplaceRootStage.ParseWith,
        ["$redact"] = RedactStage.Parse,
        ["$limit"] = LimitStage.Parse,
        ["$skip"] = SkipStage.Parse,
        ["$count"] = CountStage.Parse,
        ["$sort"] = SortStage.Parse,
        ["$unwind"] = UnwindStage.Parse,
        ["$sample"] = SampleStage.Parse,
        ["$group"] = GroupStage.Parse,
        ["$bucket"] = BucketStage.Parse,
        ["$bucketAuto"] = BucketAutoStage.Parse,
        ["$sortByCount"] = SortByCountStage.Parse,
        ["$facet"] = FacetStage.Parse,
        ["$lookup"] = LookupStage.Parse,
        ["$documents"] = DocumentsStage.Parse,
        ["$indexStats"] = IndexStatsStage.Parse,
        ["$unionWith"] = UnionStage.Parse,
        ["$out"] = OutStage.Parse,
        ["$merge"] = MergeStage.Parse,
    }.ToFrozenDictionary();

    private static readonly HashSet<string> s_unsupported =
    [
        "$changeStream", "$changeStreamSplitLargeEvent", "$collStats", "$currentOp", "$densify", "$fill", "$geoNear", "$graphLookup",
        "$listCatalog", "$listClusterCatalog", "$listExtensions", "$listLocalSessions", "$listMqlEntities", "$listSampledQueries",
        "$listSearchIndexes", "$listSessions", "$planCacheStats", "$querySettings", "$queryStats", "$rankFusion", "$score", "$scoreFusion",
        "$search", "$searchBeta", "$searchMeta", "$setWindowFields", "$shardedDataDistribution", "$vectorSearch", "$rerank",
    ];

    /// <summary>The names of those that are supported.</summary>
    public static IEnumerable<string> Names => s_parsers.Keys;

    /// <summary>Whether MongoDB has a stage of that name, whether or not this store has.</summary>
    public static bool IsStage(string name) => s_parsers.ContainsKey(name) || s_unsupported.Contains(name);

    /// <summary>The names of those that MongoDB has, and this store has not.</summary>
    public static IEnumerable<string> Unsupported => s_unsupported;

    /// <exception cref="DocumentException">There is no such stage, or its specification is not valid.</exception>
    public static Stage Parse(BsonElement stage, StageScope scope)
    {
        if (s_parsers.TryGetValue(stage.Name, out Parser? parse)) return parse(stage.Name, stage.Value, scope);
        throw s_unsupported.Contains(stage.Name)
            ? DocumentException.Unsupported($"{stage.Name} is not supported by the embedded database.")
            : DocumentException.Numbered(40324, $"Unrecognized pipeline stage name: '{stage.Name}'");
    }
}
