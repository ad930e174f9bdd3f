namespace AppServices;

/// <summary>What an update did. Source: client-api 7.1, 7.3.</summary>
/// <param name="MatchedCount">How many documents matched.</param>
/// <param name="ModifiedCount">How many of them are different now.</param>
/// <param name="UpsertedId">The id of the document that was inserted because none matched, as the caller's format has it; null for none.</param>
public sealed record UpdateResult(long MatchedCount, long ModifiedCount, object? UpsertedId);
