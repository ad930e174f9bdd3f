using System.Collections.Generic;
using AppServices.Mql.Sorting;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary>The first few values in an order, such as those of <c>$minN</c> or <c>$topN</c>.</summary>
/// <param name="order">The order.</param>
/// <param name="count">How many are kept.</param>
/// <param name="memory">What they may take.</param>
internal sealed class BestAccumulator(IComparer<BsonValue> order, long count, MemoryBudget memory) : Accumulator
{
    private readonly BestList<BsonValue> _best = new(order, count);

    /// <summary>The values, best first.</summary>
    public override BsonArray Result => new(_best.Sorted());

    public override void Add(BsonValue? value)
    {
        if (value is null) return;
        if (_best.Add(value, out BsonValue? leaver) && ReferenceEquals(leaver, value)) return;
        memory.Hold(value);
        if (leaver is not null) memory.Release(leaver);
    }
}
