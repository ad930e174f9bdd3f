using System;
using AppServices.Mql.Expressions;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Grouping;

/// <summary>The lower boundary of the bucket that a value lies in.</summary>
/// <param name="input">The value.</param>
/// <param name="boundaries">The boundaries, which ascend; the last one belongs to no bucket.</param>
/// <param name="otherwise">The bucket of what lies in none; null for an error.</param>
internal sealed class BucketExpression(Expression input, BsonValue[] boundaries, BsonValue? otherwise) : Expression
{
    public override BsonValue Evaluate(EvaluationScope scope)
    {
        BsonValue? value = input.Evaluate(scope);
        int index = Array.BinarySearch(boundaries, value, BsonOrder.Instance);
        if (index < 0) index = ~index - 1;
        if (index >= 0 && index < boundaries.Length - 1) return boundaries[index];
        return otherwise
            ?? throw DocumentException.Numbered(
                40066, "$switch could not find a matching branch for an input, and no default was specified.");
    }
}
