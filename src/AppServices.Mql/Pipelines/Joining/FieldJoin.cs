using System;
using System.Linq;
using System.Threading;
using AppServices.Mql.Paths;
using AppServices.Mql.Queries;
using AppServices.Mql.Queries.Matchers;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines.Joining;

/// <summary>
/// Documents that belong together because a field of the one is equal to a field of the other. Of arrays, each item counts.
/// </summary>
internal sealed record FieldJoin(FieldPath Local, FieldPath Foreign)
{
    /// <summary>The values of a document; null where it has none.</summary>
    public BsonArray LocalValues(BsonDocument document, CancellationToken cancellation)
    {
        var values = new BsonArray();
        Collect(document, Local.Parts, values, cancellation);
        if (values.Count == 0) values.Add(BsonNull.Value);
        return values;
    }

    /// <summary>The query for the documents that have one of the values.</summary>
    public Predicate Predicate(BsonArray values, CancellationToken cancellation) => values.Count == 1
        ? new FieldPredicate(Foreign, new ComparisonMatcher(Comparison.Equal, values[0]), cancellation)
        // A pattern among the values is one to be equal to, which $in would have match.
        : values.Any(static value => value is BsonRegularExpression)
            ? new OrPredicate(values.Select(value => Predicate([value], cancellation)).ToArray())
            : new FieldPredicate(Foreign, new InMatcher(values, cancellation), cancellation);

    /// <summary>The same, written.</summary>
    public BsonDocument Query(BsonArray values) => values.Count == 1
        ? new BsonDocument(Foreign.Text, new BsonDocument("$eq", values[0]))
        : values.Any(static value => value is BsonRegularExpression)
            ? new BsonDocument("$or", new BsonArray(values.Select(value => Query([value]))))
            : new BsonDocument(Foreign.Text, new BsonDocument("$in", values));

    private static void Collect(BsonValue value, ReadOnlySpan<string> path, BsonArray values, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        switch (value)
        {
            case BsonArray array when path.IsEmpty:
                values.AddRange(array);
                break;
            case BsonArray array:
                if (PathValues.TryIndex(path[0], array.Count, out int index)) Collect(array[index], path[1..], values, cancellation);
                for (int i = 0; i < array.Count; i++)
                    if (array[i] is BsonDocument item) Collect(item, path, values, cancellation);
                break;
            case BsonDocument document when !path.IsEmpty:
                if (document.TryGetValue(path[0], out BsonValue field)) Collect(field, path[1..], values, cancellation);
                break;
            default:
                if (path.IsEmpty) values.Add(value);
                break;
        }
    }
}
