using System.Threading;
using AppServices.Server.Documents.Paths;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Queries;

/// <summary>A test that must hold for any of the values that a path leads to.</summary>
internal sealed class FieldPredicate(FieldPath path, ValueTest test, CancellationToken cancellation) : Predicate
{
    public FieldPath Path { get; } = path;

    public ValueTest Test { get; } = test;

    /// <summary>Ends the operation that the test is part of.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    public override bool Matches(BsonDocument document) => PathValues.Any(document, Path, Test.OpensArrays, Test, Cancellation);
}
