using System.Linq;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Sorting;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite.Planning;

/// <summary>Chooses the index that leads to a query's documents soonest.</summary>
internal static class QueryPlanner
{
    /// <summary>The index of <c>_id</c>, which every collection has.</summary>
    public static IndexInfo Ids { get; } = new(0, IndexDefinition.Ids, isMultikey: false);

    /// <exception cref="DocumentException">There is no index as the hint has it.</exception>
    public static QueryPlan Choose(CollectionInfo collection, StoreQuery query)
    {
        ILookup<string, ValueMatcher> matchers = query.Filter.Fields.ToLookup(field => field.Path.Text, field => field.Matcher);
        SortOrder sort = query.Sort;
        bool isLimited = query.Limit > 0 || query.StopsEarly;
        if (query.Hint is { } hint) return Follow(hint, collection, matchers, sort, isLimited);
        QueryPlan best = QueryPlan.Scan(isSorted: sort.Fields.Count == 0);
        foreach (IndexInfo index in collection.Indexes.Prepend(Ids))
            if (IndexPlan.Make(index, matchers, sort, isLimited) is { } plan && plan.Score > best.Score) best = plan;
        return WithoutIds(best);
    }

    // A hint chooses the way, never the result: an index that leaves documents out is passed by where it cannot answer.
    private static QueryPlan Follow(
        BsonValue hint, CollectionInfo collection, ILookup<string, ValueMatcher> matchers, SortOrder sort, bool isLimited)
    {
        bool isSorted = sort.Fields.Count == 0;
        if (Natural(hint) is { } direction) return QueryPlan.Scan(isSorted, isReversed: direction < 0);
        IndexInfo index = collection.Indexes.Prepend(Ids).FirstOrDefault(index => IsMeant(index, hint))
            ?? throw DocumentException.BadValue("hint provided does not correspond to an existing index");
        return WithoutIds(
            IndexPlan.Make(index, matchers, sort, isLimited)
                ?? (index.LeavesOut ? QueryPlan.Scan(isSorted) : QueryPlan.All(index, isSorted)));
    }

    // Of { $natural: 1 } or { $natural: -1 }, which ask for no index.
    private static double? Natural(BsonValue hint) =>
        hint is BsonDocument { ElementCount: 1 } only && only.GetElement(0) is { Name: "$natural", Value: { IsNumeric: true } value }
        && value.ToDouble() is (1 or -1) and var direction
            ? direction
            : null;

    private static bool IsMeant(IndexInfo index, BsonValue hint) =>
        hint is BsonDocument fields ? index.Definition.HasFields(fields) : hint is BsonString name && name.Value == index.Name;

    private static QueryPlan WithoutIds(QueryPlan plan) => plan.Index == Ids ? plan with { Index = null } : plan;
}
