using MongoDB.Bson;

namespace AppServices.Server.Storage.Mongo;

/// <summary>One thing that a transaction has done, so that it can be done again in another one.</summary>
/// <param name="Collection">Where.</param>
internal abstract record MongoStep(CollectionName Collection)
{
    /// <summary>Whether its document need not be as the collection asks for.</summary>
    public bool BypassesValidation { get; init; }

    /// <summary>A new document.</summary>
    public sealed record Insert(CollectionName Collection, RawBsonDocument Document) : MongoStep(Collection);

    /// <summary>An update or a replacement of a document that is as it was found.</summary>
    public sealed record Change(CollectionName Collection, BsonValue Id, byte[] Before, BsonValue Update, int Size) : MongoStep(Collection);

    /// <summary>The end of a document that is as it was found.</summary>
    public sealed record Delete(CollectionName Collection, BsonValue Id, byte[] Before) : MongoStep(Collection);

    /// <summary>A new collection.</summary>
    public sealed record Create(CollectionName Collection) : MongoStep(Collection);

    /// <summary>Any other command, such as one that touches a document.</summary>
    public sealed record Command(CollectionName Collection, BsonDocument Document) : MongoStep(Collection);

    /// <summary>A write whose documents MongoDB has found by itself.</summary>
    /// <param name="Collection">Where.</param>
    /// <param name="Document">The command.</param>
    /// <param name="Done">What it has said to have done, without which it has not been done again.</param>
    public sealed record Passed(CollectionName Collection, BsonDocument Document, string Done) : MongoStep(Collection);

    /// <summary>About how many bytes it takes to remember it.</summary>
    public long Bytes => this switch
    {
        Insert insert => insert.Document.Slice.Length,
        Change change => change.Before.Length + change.Size,
        Delete delete => delete.Before.Length,
        _ => 0,
    };
}
