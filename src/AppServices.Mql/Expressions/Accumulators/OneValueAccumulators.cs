using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary><c>$min</c> and <c>$max</c>: the least or greatest value that is not null; null when there is none.</summary>
internal sealed class ExtremeAccumulator(bool greatest) : Accumulator
{
    private BsonValue? _extreme;

    public override BsonValue Result => _extreme ?? BsonNull.Value;

    public override void Add(BsonValue? value)
    {
        if (Types.IsNullish(value)) return;
        int order = _extreme is null ? 0 : BsonOrder.Instance.Compare(value, _extreme);
        if (_extreme is null || (greatest ? order > 0 : order < 0)) _extreme = value;
    }
}

/// <summary><c>$first</c>: the first value.</summary>
internal sealed class FirstAccumulator : Accumulator
{
    private BsonValue? _first;
    private bool _isSet;

    public override BsonValue? Result => _first;

    public override void Add(BsonValue? value)
    {
        if (!_isSet) (_first, _isSet) = (value, true);
    }
}

/// <summary><c>$last</c>: the last value.</summary>
internal sealed class LastAccumulator : Accumulator
{
    private BsonValue? _last;

    public override BsonValue? Result => _last;

    public override void Add(BsonValue? value) => _last = value;
}

/// <summary><c>$mergeObjects</c>: one document of the fields of all; the last value of a field counts.</summary>
/// <param name="memory">What it may take.</param>
/// <param name="notDocument">The number of the error that a value is no document.</param>
internal sealed class MergeAccumulator(MemoryBudget memory, int notDocument = 40400) : Accumulator
{
    private readonly BsonDocument _merged = [];

    public override BsonValue Result => _merged;

    public override void Add(BsonValue? value)
    {
        if (Types.IsNullish(value)) return;
        BsonDocument document = value as BsonDocument
            ?? throw DocumentException.Numbered(
                notDocument, $"$mergeObjects requires object inputs, but input {Types.Show(value)} is of type {Types.Name(value)}");
        for (int i = 0; i < document.ElementCount; i++)
        {
            BsonElement element = document.GetElement(i);
            memory.Hold(element.Value);
            _merged[element.Name] = element.Value;
        }
    }
}
