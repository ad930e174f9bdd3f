using AppServices.Mql.Expressions;
using AppServices.Mql.Queries;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Stages;

/// <summary><c>$match</c>: the documents that match a query.</summary>
internal sealed class MatchStage(Predicate predicate, BsonDocument query) : DocumentStage
{
    public Predicate Predicate => predicate;

    /// <summary>The query as it was written.</summary>
    public BsonDocument Query => query;

    public override BsonDocument? Apply(BsonDocument document, EvaluationScope scope) => predicate.Matches(document) ? document : null;

    public override DocumentStage Bind(EvaluationScope scope) =>
        predicate.Bind(scope) is var bound && bound != predicate ? new MatchStage(bound, query) : this;

    public static Stage Parse(string name, BsonValue specification, StageScope scope)
    {
        BsonDocument query = specification as BsonDocument
            ?? throw DocumentException.Numbered(15959, "the match filter must be an expression in an object");
        return new MatchStage(QueryParser.Parse(query, scope.Expressions), query);
    }
}
