using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>A write of the first document that matches, which returns it.</summary>
/// <param name="Write">The write.</param>
internal sealed record FindAndModifyCommand(WriteCommand.OfDocuments Write)
{
    /// <summary>What of the document to return; null for all of it.</summary>
    public BsonDocument? Projection { get; init; }

    /// <summary>Whether to return the document as it is afterwards.</summary>
    public bool ReturnsNew { get; init; }
}
