using System.Collections.Generic;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary><c>$push</c>: all values that are there.</summary>
internal sealed class PushAccumulator(MemoryBudget memory) : Accumulator
{
    private readonly BsonArray _values = [];

    public override BsonValue Result => _values;

    public override void Add(BsonValue? value)
    {
        if (value is null) return;
        memory.Hold(value);
        _values.Add(value);
    }
}

/// <summary><c>$addToSet</c>: each value once.</summary>
internal sealed class SetAccumulator(MemoryBudget memory) : Accumulator
{
    private readonly HashSet<BsonValue?> _seen = new(BsonEquality.Instance);
    private readonly BsonArray _values = [];

    public override BsonValue Result => _values;

    public override void Add(BsonValue? value)
    {
        if (value is null || !_seen.Add(value)) return;
        memory.Hold(value);
        _values.Add(value);
    }
}

/// <summary><c>$firstN</c>: the first few values, null for a missing one.</summary>
internal sealed class FirstSeveralAccumulator(long count, MemoryBudget memory) : Accumulator
{
    private readonly BsonArray _values = [];

    public override BsonValue Result => _values;

    public override void Add(BsonValue? value)
    {
        if (_values.Count >= count) return;
        memory.Hold(value);
        _values.Add(value ?? BsonNull.Value);
    }
}

/// <summary><c>$lastN</c>: the last few values, null for a missing one.</summary>
internal sealed class LastSeveralAccumulator(long count, MemoryBudget memory) : Accumulator
{
    private readonly Queue<BsonValue> _values = [];

    public override BsonValue Result => new BsonArray(_values);

    public override void Add(BsonValue? value)
    {
        if (_values.Count == count) memory.Release(_values.Dequeue());
        memory.Hold(value);
        _values.Enqueue(value ?? BsonNull.Value);
    }
}
