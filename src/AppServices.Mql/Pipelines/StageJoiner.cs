using System;
using System.Collections.Generic;
using AppServices.Mql.Pipelines.Stages;

namespace AppServices.Mql.Pipelines;

/// <summary>Puts stages together that are cheaper as one, and finds the part of a pipeline that is a query.</summary>
internal static class StageJoiner
{
    /// <summary>
    /// The same stages, where those that look at one document at a time are one, and a sort knows how many documents are
    /// wanted of it.
    /// </summary>
    public static IReadOnlyList<Stage> Join(IReadOnlyList<Stage> stages)
    {
        var joined = new List<Stage>(stages.Count);
        for (int i = 0; i < stages.Count; i++)
        {
            int end = i;
            while (end < stages.Count && stages[end] is DocumentStage) end++;
            if (end - i > 1)
            {
                joined.Add(new JoinedStage(Take(stages, i, end)));
                i = end - 1;
            }
            else
            {
                joined.Add(stages[i] is SortStage sort && Wanted(stages, i + 1) is { } limit ? sort.WithLimit(limit) : stages[i]);
            }
        }
        return joined;
    }

    /// <summary>The beginning that a store can answer, how many stages it is, and the stages after it.</summary>
    public static (PipelineStart Start, int Length, IReadOnlyList<Stage> Others) Split(IReadOnlyList<Stage> stages)
    {
        PipelineStart start = PipelineStart.Everything;
        int i = 0;
        for (; i < stages.Count && stages[i] is MatchStage match; i++)
            start = start.Where(match.Predicate, match.Query);
        if (i < stages.Count && stages[i] is SortStage sort)
        {
            start = start with { Sort = sort.Order };
            i++;
        }
        for (; i < stages.Count && stages[i] is SkipStage or LimitStage; i++)
            start = stages[i] is SkipStage skip
                ? Skip(start, skip.Count)
                : start with { Limit = Math.Min(start.Limit ?? long.MaxValue, ((LimitStage)stages[i]).Count) };
        return (start, i, Join(Take(stages, i, stages.Count)));
    }

    private static PipelineStart Skip(PipelineStart start, long count) =>
        start with { Skip = start.Skip + count, Limit = start.Limit is { } limit ? Math.Max(0, limit - count) : null };

    // How many of the documents before a stage are used at most, as far as $skip and $limit say.
    private static long? Wanted(IReadOnlyList<Stage> stages, int from)
    {
        long skipped = 0;
        for (int i = from; i < stages.Count; i++)
        {
            if (stages[i] is LimitStage limit) return limit.Count <= long.MaxValue - skipped ? skipped + limit.Count : null;
            if (stages[i] is not SkipStage skip) return null;
            skipped += skip.Count;
        }
        return null;
    }

    private static T[] Take<T>(IReadOnlyList<T> stages, int from, int to)
    {
        var taken = new T[to - from];
        for (int i = 0; i < taken.Length; i++) taken[i] = stages[from + i];
        return taken;
    }
}
