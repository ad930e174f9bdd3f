using System;
using System.Collections.Generic;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>A search as MongoDB's <c>explain</c> tells it: stages within each other, the one that returns outermost.</summary>
internal static class PlanDocument
{
    /// <param name="ns">The collection.</param>
    /// <param name="search">The search.</param>
    /// <param name="plan">How the store goes about it.</param>
    /// <param name="above">What is done with what it finds, the innermost first.</param>
    public static BsonDocument Of(string ns, FindCommand search, SearchPlan plan, IReadOnlyList<string> above)
    {
        var told = new BsonDocument("queryPlanner", new BsonDocument
        {
            ["namespace"] = ns,
            ["parsedQuery"] = search.Filter,
            ["indexFilterSet"] = false,
            ["maxIndexedOrSolutionsReached"] = false,
            ["winningPlan"] = Tree(search, plan, above, run: null),
            ["rejectedPlans"] = new BsonArray(),
        });
        if (plan.Run is not { } run) return told;
        told["executionStats"] = new BsonDocument
        {
            ["executionSuccess"] = true,
            ["nReturned"] = above is ["COUNT" or "UPDATE" or "DELETE"] ? 0 : (int)run.Returned,
            ["executionTimeMillis"] = (int)run.Time.TotalMilliseconds,
            ["totalKeysExamined"] = plan.Index is null ? 0 : (int)run.Examined,
            ["totalDocsExamined"] = (int)run.Examined,
            ["executionStages"] = Tree(search, plan, above, run),
            ["allPlansExecution"] = new BsonArray(),
        };
        return told;
    }

    private static BsonDocument Tree(FindCommand search, SearchPlan plan, IReadOnlyList<string> above, SearchRun? run)
    {
        BsonDocument stage = plan.Index is null ? Scan(search, plan, run) : Fetch(search, plan, run);
        if (!plan.IsSorted)
        {
            stage = Around("SORT", stage, run, run?.Matched);
            stage.InsertAt(1, new BsonElement("sortPattern", search.Sort ?? []));
        }
        if (search.Skip > 0) stage = Around("SKIP", stage, run, run is null ? null : Math.Max(0, run.Matched - search.Skip));
        if (search.Limit > 0) stage = Around("LIMIT", stage, run, run?.Returned);
        if (search.Projection is { ElementCount: > 0 } projection)
        {
            stage = Around("PROJECTION_DEFAULT", stage, run, run?.Returned);
            stage.InsertAt(1, new BsonElement("transformBy", projection));
        }
        foreach (string name in above) stage = Around(name, stage, run, name == "PROJECTION_SIMPLE" ? run?.Returned : 0);
        return stage;
    }

    private static BsonDocument Scan(FindCommand search, SearchPlan plan, SearchRun? run)
    {
        var stage = new BsonDocument("stage", "COLLSCAN");
        if (search.Filter.ElementCount > 0) stage["filter"] = search.Filter;
        stage["direction"] = plan.IsReversed ? "backward" : "forward";
        Measure(stage, run, run?.Matched);
        if (run is not null) stage["docsExamined"] = (int)run.Examined;
        return stage;
    }

    private static BsonDocument Fetch(FindCommand search, SearchPlan plan, SearchRun? run)
    {
        IndexDefinition index = plan.Index!;
        var scan = new BsonDocument
        {
            ["stage"] = "IXSCAN",
            ["keyPattern"] = index.Fields,
            ["indexName"] = index.Name,
            ["isMultiKey"] = plan.IsMultikey,
            ["isUnique"] = index.IsUnique,
            ["isSparse"] = index.IsSparse,
            ["isPartial"] = index.PartialFilter is not null,
            ["indexVersion"] = 2,
            ["direction"] = plan.IsReversed ? "backward" : "forward",
        };
        Measure(scan, run, run?.Examined);
        if (run is not null) scan["keysExamined"] = (int)run.Examined;
        BsonDocument fetch = Around("FETCH", scan, run, run?.Matched);
        if (search.Filter.ElementCount > 0) fetch.InsertAt(1, new BsonElement("filter", search.Filter));
        if (run is not null) fetch["docsExamined"] = (int)run.Examined;
        return fetch;
    }

    private static BsonDocument Around(string name, BsonDocument inner, SearchRun? run, long? returned)
    {
        var stage = new BsonDocument("stage", name);
        Measure(stage, run, returned);
        stage["inputStage"] = inner;
        return stage;
    }

    private static void Measure(BsonDocument stage, SearchRun? run, long? returned)
    {
        if (run is null) return;
        stage["nReturned"] = (int)(returned ?? 0);
        stage["executionTimeMillisEstimate"] = (int)run.Time.TotalMilliseconds;
    }
}
