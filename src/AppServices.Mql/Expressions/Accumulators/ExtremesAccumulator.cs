using System.Collections.Generic;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary><c>$minN</c> and <c>$maxN</c>: the few least or greatest values that are not null.</summary>
internal sealed class ExtremesAccumulator : Accumulator
{
    private readonly BestAccumulator _best;

    private ExtremesAccumulator(IComparer<BsonValue> order, long count, MemoryBudget memory) =>
        _best = new BestAccumulator(order, count, memory);

    public override BsonValue Result => _best.Result;

    public static ExtremesAccumulator Least(long count, MemoryBudget memory) => new(BsonOrder.Instance, count, memory);

    public static ExtremesAccumulator Greatest(long count, MemoryBudget memory) =>
        new(new ReverseOrder<BsonValue>(BsonOrder.Instance), count, memory);

    public override void Add(BsonValue? value)
    {
        if (!Types.IsNullish(value)) _best.Add(value);
    }
}
