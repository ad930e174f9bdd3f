using System.Collections.Generic;
using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using AppServices.Mql.Queries.Matchers;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

/// <summary>
/// The equalities of fields that an expression cannot be true without, <c>{ $eq: ["$sku", "$$wanted"] }</c> and several of
/// them below <c>$and</c>. As ordinary queries they are ones that an index can answer.
/// </summary>
internal sealed class ImpliedEqualities
{
    private readonly List<(FieldPath Path, Expression Value)> _equalities = [];

    private ImpliedEqualities()
    {
    }

    public static ImpliedEqualities Of(BsonValue expression, ExpressionParser parser)
    {
        var implied = new ImpliedEqualities();
        implied.Collect(expression, parser);
        return implied;
    }

    /// <summary>The equalities as queries. Those whose values are arrays or missing mean something else there, and are left out.</summary>
    public Predicate[] Evaluate(EvaluationScope scope)
    {
        var queries = new List<Predicate>(_equalities.Count);
        foreach ((FieldPath path, Expression value) in _equalities)
            if (value.Evaluate(scope) is { } operand and not (BsonArray or BsonUndefined))
                queries.Add(new FieldPredicate(path, new ComparisonMatcher(Comparison.Equal, operand), scope.Cancellation));
        return [.. queries];
    }

    private void Collect(BsonValue expression, ExpressionParser parser)
    {
        if (expression is not BsonDocument { ElementCount: 1 } operation) return;
        switch (operation.GetElement(0))
        {
            case { Name: "$and", Value: BsonArray parts }:
                foreach (BsonValue part in parts) Collect(part, parser);
                break;
            case { Name: "$eq", Value: BsonArray { Count: 2 } sides }:
                Expression left = parser.Parse(sides[0]), right = parser.Parse(sides[1]);
                if (!TryAdd(left, right)) TryAdd(right, left);
                break;
        }
    }

    private bool TryAdd(Expression field, Expression value)
    {
        if (field is not FieldPathExpression { DocumentPath: { } path } || !IsOfScope(value)) return false;
        _equalities.Add((path, value));
        return true;
    }

    // Whether a value is known before there is a document.
    private static bool IsOfScope(Expression value) => value
        is ConstantExpression or VariableExpression or NowExpression or FieldPathExpression { DocumentPath: null,
            Start: VariableExpression };
}
