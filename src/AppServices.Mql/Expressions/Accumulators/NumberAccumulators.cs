using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary><c>$sum</c>: the sum of the numbers among the values.</summary>
internal sealed class SumAccumulator : Accumulator
{
    private NumberSum _sum;

    public override BsonValue Result => _sum.Total;

    public override void Add(BsonValue? value)
    {
        if (Types.IsNumber(value)) _sum.Add(value!);
    }
}

/// <summary><c>$avg</c>: the mean of the numbers among the values; null when there are none.</summary>
internal sealed class AverageAccumulator : Accumulator
{
    private NumberSum _sum;
    private long _count;

    public override BsonValue Result => _count == 0 ? BsonNull.Value : _sum.Mean(_count);

    public override void Add(BsonValue? value)
    {
        if (!Types.IsNumber(value)) return;
        _sum.Add(value!);
        _count++;
    }
}

/// <summary><c>$count</c>: how many there were.</summary>
internal sealed class CountAccumulator : Accumulator
{
    private long _count;

    public override BsonValue Result => Number.Narrow(_count);

    public override void Add(BsonValue? value) => _count++;
}

/// <summary>
/// <c>$stdDevPop</c> and <c>$stdDevSamp</c>: the standard deviation of the numbers among the values, as those of all or of a
/// sample; null when there are too few.
/// </summary>
internal sealed class DeviationAccumulator(bool isSample) : Accumulator
{
    private long _count;
    private double _mean, _squares;

    public override BsonValue Result
    {
        get
        {
            long divisor = isSample ? _count - 1 : _count;
            return divisor <= 0 ? BsonNull.Value : new BsonDouble(Math.Sqrt(_squares / divisor));
        }
    }

    // Welford's method, which does not lose digits as the difference of two sums of squares does.
    public override void Add(BsonValue? value)
    {
        if (!Types.IsNumber(value)) return;
        double number = Number.ToDouble(value!), distance = number - _mean;
        _mean += distance / ++_count;
        _squares += distance * (number - _mean);
    }
}
