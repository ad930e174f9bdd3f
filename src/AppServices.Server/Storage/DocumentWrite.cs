using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>One change of a document.</summary>
internal abstract record DocumentWrite(CollectionSchema Collection)
{
    /// <summary>A new document.</summary>
    public sealed record Insert(CollectionSchema Collection, BsonDocument Document) : DocumentWrite(Collection);

    /// <summary>New content of the document with the same <c>_id</c>; nothing when there is none.</summary>
    public sealed record Replace(CollectionSchema Collection, BsonDocument Document) : DocumentWrite(Collection);

    /// <summary>The end of a document; nothing when there is none.</summary>
    public sealed record Delete(CollectionSchema Collection, BsonValue Id) : DocumentWrite(Collection);
}
