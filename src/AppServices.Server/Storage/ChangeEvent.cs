using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>One event of a change stream, as MongoDB has it (client-api 8.4), with what access rules need to know besides.</summary>
/// <param name="Document">The event.</param>
/// <param name="After">The document after the change; null when it was deleted.</param>
/// <param name="Before">
/// The document before the change, where it was deleted or somebody wants that (<see cref="ChangeReader"/>); else null.
/// </param>
internal sealed record ChangeEvent(BsonDocument Document, BsonDocument? After, BsonDocument? Before)
{
    /// <summary>Whether it was read later than the event before it; if not, the two were there at the same moment.</summary>
    public bool BeginsRead { get; init; } = true;
}
