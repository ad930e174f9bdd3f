using System;
using AppServices.Mql.Expressions;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

/// <summary><c>$expr</c>: an aggregation expression that is true of a document.</summary>
internal sealed class ExpressionPredicate : Predicate
{
    private readonly Expression _expression;
    private readonly ImpliedEqualities _implied;
    private readonly EvaluationScope _scope;

    private ExpressionPredicate(Expression expression, ImpliedEqualities implied, EvaluationScope scope)
    {
        _expression = expression;
        _implied = implied;
        _scope = scope;
    }

    /// <exception cref="DocumentException">The expression is not valid.</exception>
    public static ExpressionPredicate Parse(BsonValue expression, ExpressionParser parser) =>
        new(
            parser.Parse(expression), ImpliedEqualities.Of(expression, parser),
            EvaluationScope.Start(DateTime.UtcNow, parser.Cancellation));

    /// <summary>This expression with variables, and before it what an index can answer of it.</summary>
    public override Predicate Bind(EvaluationScope scope)
    {
        var bound = new ExpressionPredicate(_expression, _implied, scope);
        Predicate[] implied = _implied.Evaluate(scope);
        return implied.Length == 0 ? bound : new AndPredicate([.. implied, bound]);
    }

    public override bool Matches(BsonDocument document) => Operand.ToBoolean(_expression.Evaluate(_scope.Over(document)));
}
