using AppServices.Server.Documents.Aggregation.Expressions;
using AppServices.Server.Documents.Queries.Tests;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Projections;

/// <summary><c>$elemMatch</c> of a projection: an array of the first item that passes; missing where none does.</summary>
internal sealed class ElementMatchExpression(string name, ElementTest test) : Expression
{
    public override BsonValue? Evaluate(EvaluationScope scope) =>
        scope.Root is BsonDocument document
        && document.TryGetValue(name, out BsonValue value)
        && value is BsonArray array
        && test.IndexOfMatch(array) is >= 0 and int index
            ? new BsonArray { array[index] }
            : null;
}
