using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>A change of the first document that matches, which returns it.</summary>
/// <param name="Filter">What to find.</param>
internal sealed record FindAndModifyCommand(BsonDocument Filter)
{
    /// <summary>Which document is the first.</summary>
    public BsonDocument? Sort { get; init; }

    /// <summary>What of the document to return; null for all of it.</summary>
    public BsonDocument? Projection { get; init; }

    /// <summary>A document of operators, a pipeline or a replacement; null deletes the document.</summary>
    public BsonValue? Change { get; init; }

    /// <summary>Whether the change must be a replacement.</summary>
    public bool IsReplacement { get; init; }

    public bool IsUpsert { get; init; }

    /// <summary>Whether to return the document as it is afterwards.</summary>
    public bool ReturnsNew { get; init; }

    public BsonArray? ArrayFilters { get; init; }

    /// <summary>The index to use, by its name or its fields; null for whichever is best.</summary>
    public BsonValue? Hint { get; init; }
}
