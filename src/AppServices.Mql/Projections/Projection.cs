using System;
using System.Threading;
using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using AppServices.Mql.Queries;
using MongoDB.Bson;

namespace AppServices.Mql.Projections;

/// <summary>What <c>find</c> shows of the documents it finds. It holds no state, so any number of threads can use it.</summary>
internal sealed class Projection
{
    private readonly ProjectedFields? _rules;
    private readonly PositionalCut? _positional;
    private readonly EvaluationScope _scope;

    private Projection(ProjectedFields? rules, PositionalCut? positional, CancellationToken cancellation)
    {
        _rules = rules;
        _positional = positional;
        _scope = EvaluationScope.Start(DateTime.UtcNow, cancellation);
    }

    /// <param name="specification">The projection; an empty one shows everything.</param>
    /// <param name="query">The query, which finds the item that <c>array.$</c> stands for.</param>
    /// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
    /// <exception cref="DocumentException">The specification is not valid, or asks for what this store does not have.</exception>
    public static Projection Parse(BsonDocument specification, Predicate? query, CancellationToken cancellation)
    {
        if (specification.ElementCount == 0) return new Projection(null, null, cancellation);
        ProjectedFields rules = ProjectionParser.Parse(
            specification, ProjectionMode.Find, ExpressionParser.For(cancellation), out FieldPath? positional);
        return new Projection(rules, positional is null ? null : new PositionalCut(positional, query), cancellation);
    }

    /// <summary>What is shown of a document.</summary>
    /// <exception cref="DocumentException">An expression fails, or there is no item that <c>array.$</c> could stand for.</exception>
    public BsonDocument Apply(BsonDocument document)
    {
        if (_rules is null) return document;
        BsonDocument cut = _positional is null ? document : _positional.Apply(document);
        return _rules.Apply(cut, _scope.Over(document));
    }
}
