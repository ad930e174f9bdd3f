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

/// <summary><c>$concatArrays</c>: the items of all arrays that are there.</summary>
internal sealed class ConcatAccumulator(MemoryBudget memory) : Accumulator
{
    private readonly BsonArray _values = [];

    public override BsonValue Result => _values;

    public override void Add(BsonValue? value)
    {
        if (value is null) return;
        BsonArray array = Of("$concatArrays", value);
        memory.Hold(array);
        _values.AddRange(array);
    }

    /// <summary>An array that is asked for.</summary>
    /// <exception cref="DocumentException">The value is none.</exception>
    public static BsonArray Of(string name, BsonValue value) => value as BsonArray
        ?? throw DocumentException.TypeMismatch(
            $"{name} requires array inputs, but input {Types.Show(value)} is of type {Types.Name(value)}");
}

/// <summary><c>$setUnion</c>: each item of all arrays that are there once.</summary>
internal sealed class UnionAccumulator(MemoryBudget memory) : Accumulator
{
    private readonly SetAccumulator _set = new(memory);

    public override BsonValue Result => _set.Result;

    public override void Add(BsonValue? value)
    {
        if (value is null) return;
        foreach (BsonValue item in ConcatAccumulator.Of("$setUnion", value)) _set.Add(item);
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
