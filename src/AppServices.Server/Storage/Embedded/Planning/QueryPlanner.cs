using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Documents.Paths;
using AppServices.Server.Documents.Queries;
using AppServices.Server.Documents.Sorting;

namespace AppServices.Server.Storage.Embedded.Planning;

/// <summary>Chooses the index that leads to a query's documents soonest.</summary>
internal static class QueryPlanner
{
    private static readonly IndexInfo s_ids = new(0, "_id_", [new IndexField(new FieldPath("_id"), IsDescending: false)], IsUnique: true, IsSparse: false, IsMultikey: false);

    public static QueryPlan Choose(CollectionInfo collection, Predicate query, SortOrder sort, bool isLimited)
    {
        ILookup<string, ValueTest> tests = FieldTests(query).ToLookup(field => field.Path.Text, field => field.Test);
        QueryPlan best = QueryPlan.Scan(isSorted: sort.Fields.Count == 0);
        foreach (IndexInfo index in collection.Indexes.Prepend(s_ids))
            if (IndexPlan.Make(index, tests, sort, isLimited) is { } plan && plan.Score > best.Score) best = plan;
        return best.Index == s_ids ? best with { Index = null } : best;
    }

    /// <summary>The tests that every document of the query passes.</summary>
    private static IEnumerable<FieldPredicate> FieldTests(Predicate query) => query switch
    {
        FieldPredicate field => [field],
        AndPredicate all => all.Parts.SelectMany(FieldTests),
        _ => [],
    };
}
