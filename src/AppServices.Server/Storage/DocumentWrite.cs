using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>One change of a document, or a condition of the changes beside it.</summary>
internal abstract record DocumentWrite(CollectionSchema Collection)
{
    /// <summary>A new document.</summary>
    public sealed record Insert(CollectionSchema Collection, BsonDocument Document) : DocumentWrite(Collection);

    /// <summary>New content of the document with the same <c>_id</c>; nothing when there is none.</summary>
    public sealed record Replace(CollectionSchema Collection, BsonDocument Document) : DocumentWrite(Collection);

    /// <summary>New content of a document that must still be as it was read.</summary>
    public sealed record Change(CollectionSchema Collection, BsonDocument Before, BsonDocument After) : DocumentWrite(Collection);

    /// <summary>No change: a document that must exist for the other writes to have effect.</summary>
    public sealed record Require(CollectionSchema Collection, BsonValue Id) : DocumentWrite(Collection);

    /// <summary>The end of a document; nothing when there is none.</summary>
    public sealed record Delete(CollectionSchema Collection, BsonValue Id) : DocumentWrite(Collection);

    /// <summary>The end of all documents whose indexed field equals a value.</summary>
    public sealed record DeleteAll(CollectionSchema Collection, string Field, BsonValue Value) : DocumentWrite(Collection);
}
