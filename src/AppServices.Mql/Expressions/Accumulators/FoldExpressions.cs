using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Accumulators;

/// <summary>An accumulator of several operands, or, where there is one and it is an array, of its items.</summary>
internal sealed class FoldExpression(Func<Accumulator> create, Expression[] operands) : Expression
{
    public override bool IsConstant => AreConstant(operands);

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        scope.Cancellation.ThrowIfCancellationRequested();
        Accumulator accumulator = create();
        foreach (Expression operand in operands)
        {
            BsonValue? value = operand.Evaluate(scope);
            if (operands.Length == 1 && value is BsonArray array)
                for (int i = 0; i < array.Count; i++) accumulator.Add(array[i]);
            else
                accumulator.Add(value);
        }
        return accumulator.Result;
    }
}

/// <summary>An accumulator of the items of an array, and of nothing else.</summary>
internal sealed class ItemFoldExpression(Func<EvaluationScope, Accumulator> create, string name, Expression input) : Expression
{
    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        scope.Cancellation.ThrowIfCancellationRequested();
        BsonValue? value = input.Evaluate(scope);
        Accumulator accumulator = create(scope);
        BsonArray array = value as BsonArray
            ?? throw DocumentException.Numbered(5788200, $"Input to {name} must be an array, but is {Types.Name(value)}");
        for (int i = 0; i < array.Count; i++) accumulator.Add(array[i]);
        return accumulator.Result;
    }
}
