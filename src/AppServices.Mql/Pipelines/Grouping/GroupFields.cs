using System.Collections.Generic;
using AppServices.Mql.Expressions;
using AppServices.Mql.Expressions.Accumulators;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Grouping;

/// <summary>What a group has besides its <c>_id</c>: fields and their accumulators.</summary>
internal sealed class GroupFields
{
    private const int PerAccumulator = 64;

    private readonly (string Name, AccumulatorCall Call)[] _fields;

    /// <exception cref="DocumentException">A field is not valid.</exception>
    public GroupFields(IEnumerable<BsonElement> fields, ExpressionParser parser)
    {
        var parsed = new List<(string, AccumulatorCall)>();
        foreach (BsonElement element in fields)
        {
            if (element.Value is not BsonDocument { ElementCount: > 0 } accumulator || accumulator.GetElement(0).Name is not ['$', ..])
                throw DocumentException.Numbered(40234, $"The field '{element.Name}' must be an accumulator object");
            if (element.Name == "_id") throw DocumentException.Numbered(15948, "a group's _id may only be specified once");
            if (element.Name.Contains('.')) throw DocumentException.Numbered(40235, $"The field name '{element.Name}' cannot contain '.'");
            if (element.Name is ['$', ..])
                throw DocumentException.Numbered(40236, $"The field name '{element.Name}' cannot be an operator name");
            if (accumulator.ElementCount != 1)
                throw DocumentException.Numbered(40238, $"The field '{element.Name}' must specify one accumulator");
            parsed.Add((element.Name, AccumulatorTable.Parse(accumulator.GetElement(0), parser)));
        }
        _fields = [.. parsed];
    }

    /// <summary>One field that counts the documents.</summary>
    public static GroupFields Count { get; } = new(new BsonDocument("count", new BsonDocument("$sum", 1)), ExpressionParser.Plain);

    /// <summary>What the accumulators of a group take before they have anything.</summary>
    public long Bytes => (long)_fields.Length * PerAccumulator;

    /// <summary>The accumulators of a new group.</summary>
    public Accumulator[] Create(BsonValue id, EvaluationScope scope, MemoryBudget memory)
    {
        // An accumulator's own arguments see the fields of the key, where it has any.
        EvaluationScope group = scope.Over(id as BsonDocument ?? []);
        var accumulators = new Accumulator[_fields.Length];
        for (int i = 0; i < accumulators.Length; i++) accumulators[i] = _fields[i].Call.Create(group, memory);
        return accumulators;
    }

    /// <summary>Adds a document, which the scope is over.</summary>
    public void Add(Accumulator[] accumulators, EvaluationScope scope)
    {
        for (int i = 0; i < accumulators.Length; i++) accumulators[i].Add(_fields[i].Call.Argument.Evaluate(scope));
    }

    /// <summary>The document of a group.</summary>
    /// <exception cref="DocumentException">It is too deep or too large.</exception>
    public BsonDocument Describe(BsonValue id, Accumulator[] accumulators)
    {
        var group = new BsonDocument("_id", id);
        for (int i = 0; i < accumulators.Length; i++) group[_fields[i].Name] = accumulators[i].Result ?? BsonNull.Value;
        return ValueLimits.Check(group);
    }
}
