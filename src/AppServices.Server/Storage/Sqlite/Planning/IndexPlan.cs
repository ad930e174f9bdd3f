using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Queries;
using AppServices.Mql.Queries.Matchers;
using AppServices.Mql.Sorting;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite.Planning;

/// <summary>What one index can do for a query: its leading fields with values, then one field with a range, then an order.</summary>
internal static class IndexPlan
{
    private const int MaxRanges = 1000;
    private const int WorthOfValue = 10;
    private const int WorthOfRange = 5;
    private const int WorthOfOrder = 3;

    /// <summary>The plan; null when the index is of no use.</summary>
    public static QueryPlan? Make(IndexInfo index, ILookup<string, ValueMatcher> matchers, SortOrder sort, bool isLimited)
    {
        if (index.Filter?.IsImpliedBy(matchers) == false) return null;
        if (index.Wildcard is { } wildcard) return Make(index, wildcard, matchers, sort);
        List<KeyRange> ranges = [new KeyRange([], [], IsPoint: true)];
        int valued = 0;
        bool hasRange = false;
        while (valued < index.Fields.Count && !hasRange && Ranges(index, valued, matchers) is { } next
            && ranges.Count * next.Count <= MaxRanges)
        {
            hasRange = next.Any(range => !range.IsPoint);
            ranges = ranges.SelectMany(prefix => next.Select(range => range.After(prefix.Low))).ToList();
            if (!hasRange) valued++;
        }
        if (valued == 0 && !hasRange) ranges = [KeyRange.Of([])];
        ranges.RemoveAll(range => range.IsEmpty);

        bool isSorted = sort.Fields.Count == 0 || (!index.IsMultikey && ranges.Count <= 1 && Satisfies(index, valued, sort));
        int score = valued * WorthOfValue + (hasRange ? WorthOfRange : 0);
        // Reading a whole index in order costs a look at every document, which pays when only the first few are wanted.
        if (score == 0 && (sort.Fields.Count == 0 || !isSorted || !isLimited || index.IsSparse)) return null;
        bool isReversed = isSorted && IsReversed(index, valued, sort);
        return new QueryPlan(index, ranges, isReversed, isSorted, score + (isSorted && sort.Fields.Count > 0 ? WorthOfOrder : 0));
    }

    // One field of those that a query asks for. Documents are not in such an index as wholes.
    private static QueryPlan? Make(IndexInfo index, WildcardFields wildcard, ILookup<string, ValueMatcher> matchers, SortOrder sort)
    {
        QueryPlan? best = null;
        foreach (IGrouping<string, ValueMatcher> field in matchers)
        {
            if (wildcard.PrefixOf(field.Key) is not { } prefix) continue;
            foreach (ValueMatcher matcher in field.Where(matcher => !matcher.Holds(null) && !AsksForDocuments(matcher)))
            {
                if (FieldRanges.Of(matcher, isDescending: false) is not { Count: <= MaxRanges } ranges) continue;
                int score = (ranges.All(range => range.IsPoint) ? WorthOfValue : WorthOfRange) - 1;
                if (best?.Score >= score) continue;
                KeyRange[] within = [.. ranges.Select(range => range.After(prefix)).Where(range => !range.IsEmpty)];
                best = new QueryPlan(index, within, IsReversed: false, IsSorted: sort.Fields.Count == 0, score);
            }
        }
        return best;
    }

    private static bool AsksForDocuments(ValueMatcher matcher) => matcher switch
    {
        ComparisonMatcher comparison => comparison.Operand is BsonDocument,
        InMatcher list => list.Values.Any(value => value is BsonDocument),
        _ => false,
    };

    private static IReadOnlyList<KeyRange>? Ranges(IndexInfo index, int field, ILookup<string, ValueMatcher> matchers)
    {
        bool isDescending = index.Fields[field].IsDescending;
        IReadOnlyList<KeyRange>[] all = matchers[index.Fields[field].Path.Text]
            .Where(matcher => !index.IsSparse || !matcher.Holds(null))
            .Select(matcher => FieldRanges.Of(matcher, isDescending)).OfType<IReadOnlyList<KeyRange>>().ToArray();
        if (all.Length == 0) return null;
        IReadOnlyList<KeyRange> best = all.FirstOrDefault(ranges => ranges.All(range => range.IsPoint)) ?? all[0];
        // Two matchers of an array may be met by two of its items, so their ranges may not be combined.
        if (index.IsMultikey || best is not [{ IsPoint: false } first]) return best;
        return [all.Where(ranges => ranges.Count == 1).Aggregate(first, (range, other) => range.Intersect(other[0]))];
    }

    // A field with one value is in any order, so only the others have to follow the index.
    private static SortField[] Open(IndexInfo index, int valued, SortOrder sort) =>
        sort.Fields.Where(wanted => !index.Fields.Take(valued).Any(known => known.Path.Text == wanted.Path.Text)).ToArray();

    private static bool Satisfies(IndexInfo index, int valued, SortOrder sort)
    {
        SortField[] open = Open(index, valued, sort);
        if (open.Length == 0) return true;
        if (valued + open.Length > index.Fields.Count) return false;
        bool isReversed = IsReversed(index, valued, sort);
        return open.Zip(index.Fields.Skip(valued))
            .All(
                pair =>
                    pair.First.Path.Text == pair.Second.Path.Text && (pair.First.IsDescending != pair.Second.IsDescending) == isReversed);
    }

    private static bool IsReversed(IndexInfo index, int valued, SortOrder sort) =>
        Open(index, valued, sort) is [var first, ..] && index.Fields[valued].IsDescending != first.IsDescending;
}
