using System;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>A value that was written as it is, or found when the expression was parsed; null for a missing one.</summary>
internal sealed class ConstantExpression(BsonValue? value) : Expression
{
    public BsonValue? Value { get; } = value;

    public override bool IsConstant => true;

    public override bool IsReference => true;

    public override BsonValue? Evaluate(EvaluationScope scope) => Value;

    /// <summary>The constant that an expression amounts to, or the expression itself.</summary>
    public static Expression Fold(Expression expression, CancellationToken cancellation) =>
        Fold(expression, EvaluationScope.Start(DateTime.UnixEpoch, cancellation));

    /// <param name="expression">The expression.</param>
    /// <param name="scope">What it is evaluated in, which has neither a document nor variables.</param>
    public static Expression Fold(Expression expression, EvaluationScope scope)
    {
        if (expression is ConstantExpression || !expression.IsConstant) return expression;
        try
        {
            return new ConstantExpression(new MadeExpression(expression).Evaluate(scope));
        }
        catch (DocumentException)
        {
            return expression;      // it fails when and where it is evaluated, if it ever is
        }
    }
}
