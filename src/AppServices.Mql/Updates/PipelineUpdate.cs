using System;
using System.Threading;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Queries;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates;

/// <summary>An update that is given as a pipeline. It holds no state, so any number of threads can use it.</summary>
/// <param name="stages">The stages.</param>
/// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
/// <exception cref="DocumentException">A stage is not valid, or not one that updates may have.</exception>
internal sealed class PipelineUpdate(BsonArray stages, CancellationToken cancellation) : Update
{
    private readonly DocumentPipeline _pipeline = DocumentPipeline.Parse(stages, ExpressionParser.For(cancellation));

    public override BsonDocument Apply(BsonDocument document, Predicate query, DateTime now)
    {
        BsonDocument result = _pipeline.Apply(document, EvaluationScope.Start(now, cancellation));
        return ExactEquality.AreSame(document, result) ? document : result;
    }

    public override BsonDocument CreateUpsert(Predicate query, Func<BsonValue> newId, DateTime now) =>
        NewDocument.Complete(_pipeline.Apply(QueryFields.Of(query), EvaluationScope.Start(now, cancellation)), newId);
}
