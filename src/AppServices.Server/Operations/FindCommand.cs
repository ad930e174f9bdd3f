using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>A search for documents.</summary>
/// <param name="Filter">What to find; an empty document finds everything.</param>
internal sealed record FindCommand(BsonDocument Filter)
{
    /// <summary>The order; null for that in which the documents are found.</summary>
    public BsonDocument? Sort { get; init; }

    /// <summary>What of each document to return; null for all of it.</summary>
    public BsonDocument? Projection { get; init; }

    /// <summary>How many documents to leave out.</summary>
    public long Skip { get; init; }

    /// <summary>How many documents to return at most; 0 for all.</summary>
    public long Limit { get; init; }

    /// <summary>The index to use, by its name or its fields; null for whichever is best.</summary>
    public BsonValue? Hint { get; init; }
}
