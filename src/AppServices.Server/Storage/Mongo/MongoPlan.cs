using System;
using System.Collections.Generic;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Mongo;

/// <summary>How MongoDB goes about a search, read from what <c>explain</c> says.</summary>
internal static class MongoPlan
{
    /// <summary>The search of a collection that is not there.</summary>
    public static SearchPlan OfNothing(bool isExecuted) =>
        new(null, false, false, IsSorted: true, isExecuted ? new SearchRun(0, 0, 0, TimeSpan.Zero) : null);

    /// <param name="told">The reply to <c>explain</c>.</param>
    /// <param name="indexes">The indexes of the collection.</param>
    /// <param name="isExecuted">Whether the search was done.</param>
    public static SearchPlan Read(BsonDocument told, IReadOnlyList<IndexDefinition> indexes, bool isExecuted)
    {
        BsonDocument planner = told.GetValue("queryPlanner", BsonNull.Value) as BsonDocument ?? [];
        List<BsonDocument> stages = [.. Stages(planner.GetValue("winningPlan", BsonNull.Value))];
        BsonDocument? scan = stages.Find(stage => stage["stage"] == "IXSCAN");
        bool isById = stages.Exists(stage => stage["stage"].AsString is "IDHACK" or "EXPRESS_IXSCAN" or "CLUSTERED_IXSCAN");
        IndexDefinition? index = scan?.GetValue("indexName", "").AsString is { } name and not "_id_"
            ? indexes.FirstOrDefault(each => each.Name == name)
            : scan is not null || isById ? IndexDefinition.Ids : null;
        return new SearchPlan(
            index,
            stages.Exists(stage => stage.GetValue("direction", "forward") == "backward"),
            scan?.GetValue("isMultiKey", false).ToBoolean() == true,
            IsSorted: !stages.Exists(stage => stage["stage"].AsString.StartsWith("SORT", StringComparison.Ordinal)),
            isExecuted ? Run(told.GetValue("executionStats", BsonNull.Value) as BsonDocument ?? []) : null);
    }

    // MongoDB does not say how many matched beyond those that were asked for.
    private static SearchRun Run(BsonDocument stats)
    {
        long returned = Number(stats, "nReturned");
        return new SearchRun(
            Number(stats, "totalDocsExamined"), returned, returned, TimeSpan.FromMilliseconds(Number(stats, "executionTimeMillis")));
    }

    private static long Number(BsonDocument stats, string name) =>
        stats.GetValue(name, BsonNull.Value) is { IsNumeric: true } number ? number.ToInt64() : 0;

    // Plans of newer versions and of sharded clusters stand within others.
    private static IEnumerable<BsonDocument> Stages(BsonValue plan) => plan switch
    {
        BsonDocument document => (document.GetValue("stage", BsonNull.Value) is BsonString ? [document] : Array.Empty<BsonDocument>())
            .Concat(document.Elements.Where(field => field.Name is not ("filter" or "rejectedPlans" or "slotBasedPlan" or "parsedQuery"))
                .SelectMany(field => Stages(field.Value))),
        BsonArray array => array.SelectMany(Stages),
        _ => [],
    };
}
