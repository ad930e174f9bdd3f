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

/// <summary>What a <see cref="FindAndModifyCommand"/> did.</summary>
/// <param name="Document">The document before or after, as the command asks; null when there is none.</param>
/// <param name="IsFound">Whether a document matched.</param>
/// <param name="UpsertedId">The <c>_id</c> of the document that was made; null when none was.</param>
internal sealed record FindAndModifyResult(BsonDocument? Document, bool IsFound, BsonValue? UpsertedId);
