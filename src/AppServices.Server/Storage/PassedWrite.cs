using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>A write that is left to a database which has MongoDB's language itself.</summary>
/// <param name="Filter">What it is of.</param>
/// <param name="Change">What becomes of that, as it was written; null for its end.</param>
internal sealed record PassedWrite(BsonDocument Filter, BsonValue? Change)
{
    /// <summary>Whether a document takes the place of another, and is no change of it.</summary>
    public bool IsReplacement { get; init; }

    /// <summary>Whether it is of all that matches, or of the first.</summary>
    public bool IsMany { get; init; }

    /// <summary>Whether a document is made where none matches.</summary>
    public bool IsUpsert { get; init; }

    /// <summary>The filters of array items; null for none.</summary>
    public BsonArray? ArrayFilters { get; init; }

    /// <summary>The index to use, by its name or its fields; null for whichever is best.</summary>
    public BsonValue? Hint { get; init; }
}

/// <summary>What such a write has done.</summary>
/// <param name="Matched">Of how many documents it was, without one that it has made.</param>
/// <param name="Modified">How many of them are not as they were.</param>
/// <param name="UpsertedId">The <c>_id</c> of a document that it has made; null for none.</param>
internal readonly record struct PassedResult(long Matched, long Modified, BsonValue? UpsertedId);
