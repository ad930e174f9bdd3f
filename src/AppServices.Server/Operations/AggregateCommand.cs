using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>An aggregation.</summary>
/// <param name="Pipeline">Its stages.</param>
internal sealed record AggregateCommand(BsonArray Pipeline)
{
    /// <summary>The index to begin with, by its name or its fields; null for whichever is best.</summary>
    public BsonValue? Hint { get; init; }
}
