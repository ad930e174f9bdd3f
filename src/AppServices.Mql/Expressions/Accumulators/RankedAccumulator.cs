using System.Collections.Generic;
using AppServices.Mql.Sorting;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary>
/// <c>$top</c>, <c>$bottom</c>, <c>$topN</c> and <c>$bottomN</c>: what the first or last documents of a group have in an
/// order of their own. A value is an array of a document's sort keys and, at its end, of its output.
/// </summary>
internal sealed class RankedAccumulator : Accumulator
{
    private readonly BestAccumulator _best;
    private readonly bool _isBottom, _isSingle;

    private RankedAccumulator(IComparer<BsonValue> order, bool isBottom, long? count, MemoryBudget memory)
    {
        _isBottom = isBottom;
        _isSingle = count is null;
        _best = new BestAccumulator(isBottom ? new ReverseOrder<BsonValue>(order) : order, count ?? 1, memory);
    }

    public override BsonValue? Result
    {
        get
        {
            BsonArray ranked = _best.Result;
            var outputs = new BsonArray(ranked.Count);
            for (int i = 0; i < ranked.Count; i++) outputs.Add(ranked[_isBottom ? ranked.Count - 1 - i : i].AsBsonArray[^1]);
            return _isSingle ? outputs.Count == 0 ? null : outputs[0] : outputs;
        }
    }

    public override void Add(BsonValue? value) => _best.Add(value);

    public static AccumulatorCall Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        bool isSingle = name is "$top" or "$bottom", isBottom = name is "$bottom" or "$bottomN";
        var arguments = new NamedArguments(
            name, operand, parser, 5788001, 5788002, isSingle ? ["sortBy", "output"] : ["n", "sortBy", "output"]);
        Expression? count = isSingle ? null : arguments.Required("n", 5788003);
        Expression output = arguments.Required("output", 5788004);
        BsonDocument sort = arguments.Raw("sortBy", 5788005) as BsonDocument
            ?? throw DocumentException.Numbered(5788604, $"expected 'sortBy' to already be an object in the arguments to {name}");
        var order = SortOrder.Parse(sort);
        return new AccumulatorCall(
            new RankedExpression(order, output),
            (group, memory) =>
                new RankedAccumulator(
                    new KeyOrder(order), isBottom, count is null ? null : CountOperand.OfGroup(count.Evaluate(group)), memory));
    }

    private sealed class RankedExpression(SortOrder order, Expression output) : Expression
    {
        public override BsonValue? Evaluate(EvaluationScope scope)
        {
            var value = new BsonArray(order.Fields.Count + 1);
            foreach (SortField field in order.Fields) value.Add(field.Key(scope.Root!.AsBsonDocument));
            value.Add(output.Evaluate(scope) ?? BsonNull.Value);
            return value;
        }
    }

    private sealed class KeyOrder(SortOrder order) : IComparer<BsonValue>
    {
        public int Compare(BsonValue? x, BsonValue? y)
        {
            BsonArray left = x!.AsBsonArray, right = y!.AsBsonArray;
            for (int i = 0; i < order.Fields.Count; i++)
                if (order.Compare(i, left[i], right[i]) is not 0 and int difference) return difference;
            return 0;
        }
    }
}
