using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions;

/// <summary>The documents that an expression is asked about (app-folder 6.7).</summary>
/// <param name="Root"><c>%%root</c>, the document after the operation.</param>
/// <param name="Previous"><c>%%prevRoot</c>, the document before; null where there was none.</param>
/// <param name="Calls">The results of functions that were called with values of documents.</param>
internal readonly record struct DocumentScope(BsonDocument? Root, BsonDocument? Previous, CallTable Calls)
{
    /// <summary><c>%%this</c>, the field's value after the operation.</summary>
    public BsonValue? Field { get; private init; }

    /// <summary><c>%%prev</c>, its value before.</summary>
    public BsonValue? PreviousField { get; private init; }

    /// <summary>The same documents, seen from a field.</summary>
    public DocumentScope At(BsonValue? field, BsonValue? previous) => this with { Field = field, PreviousField = previous };
}
