using System;
using System.Threading;

namespace AppServices.Mql.Expressions;

/// <summary>
/// How much the operators of an operation may make of constants before there is a document: a range of a million numbers is written in
/// few letters, and could be written thousands of times. What is larger is found when it is asked for.
/// </summary>
internal sealed class ConstantAllowance
{
    private const long Bytes = 1024 * 1024;

    private long _left = Bytes;

    /// <summary>The constant that the value of an operator amounts to, or the expression itself.</summary>
    public Expression Fold(Expression expression, CancellationToken cancellation)
    {
        if (_left <= 0) return expression;
        EvaluationScope scope = EvaluationScope.Start(DateTime.UnixEpoch, cancellation, _left);
        Expression folded = ConstantExpression.Fold(expression, scope);
        // One that was too large ends it for the rest, each of which would have to be made to find out.
        _left -= scope.Memory?.Used ?? 0;
        return folded;
    }
}
