using AppServices.Mql.Expressions;
using AppServices.Mql.Queries.Matchers;
using MongoDB.Bson;

namespace AppServices.Mql.Projections;

/// <summary><c>$elemMatch</c> of a projection: an array of the first item that passes; missing where none does.</summary>
internal sealed class ElementMatchExpression(string name, ElementMatcher matcher) : Expression
{
    public override BsonValue? Evaluate(EvaluationScope scope) =>
        scope.Root is BsonDocument document
        && document.TryGetValue(name, out BsonValue value)
        && value is BsonArray array
        && matcher.IndexOfMatch(array) is >= 0 and int index
            ? new BsonArray { array[index] }
            : null;
}
