using System.Collections.Generic;
using System.Threading;
using AppServices.Mql.Paths;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

/// <summary>A matcher that must hold for any of the values that a path leads to.</summary>
internal sealed class FieldPredicate(FieldPath path, ValueMatcher matcher, CancellationToken cancellation) : Predicate
{
    public FieldPath Path { get; } = path;

    public ValueMatcher Matcher { get; } = matcher;

    /// <summary>Ends the operation that the matcher is part of.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    public override bool TryAddFields(ISet<string> names)
    {
        names.Add(Path.Parts[0]);
        return true;
    }

    public override bool Matches(BsonDocument document) => PathValues.Any(document, Path, Matcher.OpensArrays, Matcher, Cancellation);
}
