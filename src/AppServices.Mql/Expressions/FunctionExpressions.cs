using System;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>A function of one value.</summary>
internal sealed class UnaryExpression(Func<BsonValue?, BsonValue?> function, Expression operand) : Expression
{
    public override bool IsConstant => operand.IsConstant;

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        scope.Cancellation.ThrowIfCancellationRequested();
        return function(operand.Evaluate(scope));
    }
}

/// <summary>A function of two values.</summary>
internal sealed class BinaryExpression(Func<BsonValue?, BsonValue?, BsonValue?> function, Expression left, Expression right) : Expression
{
    public override bool IsConstant => left.IsConstant && right.IsConstant;

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        scope.Cancellation.ThrowIfCancellationRequested();
        return function(left.Evaluate(scope), right.Evaluate(scope));
    }
}

/// <summary>A function of several values.</summary>
internal sealed class SeveralExpression(Func<BsonValue?[], BsonValue?> function, Expression[] operands) : Expression
{
    public override bool IsConstant => AreConstant(operands);

    public override BsonValue? Evaluate(EvaluationScope scope)
    {
        scope.Cancellation.ThrowIfCancellationRequested();
        var values = new BsonValue?[operands.Length];
        var limits = new ValueLimits();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = operands[i].Evaluate(scope);
            if (!operands[i].IsReference) limits.Add(values[i]);
        }
        return function(values);
    }
}
