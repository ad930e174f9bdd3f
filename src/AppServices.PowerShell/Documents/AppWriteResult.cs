using System.Collections.Generic;

namespace AppServices;

/// <summary>What a change of documents did.</summary>
public sealed class AppWriteResult
{
    internal AppWriteResult(string collection, UpdateResult result)
    {
        Namespace = collection;
        MatchedCount = result.MatchedCount;
        ModifiedCount = result.ModifiedCount;
        UpsertedId = result.UpsertedId;
        if (UpsertedId is not null) InsertedIds = [UpsertedId];
    }

    internal AppWriteResult(string collection, long deleted)
    {
        Namespace = collection;
        MatchedCount = DeletedCount = deleted;
    }

    internal AppWriteResult(string collection, IReadOnlyList<object?> inserted)
    {
        Namespace = collection;
        InsertedIds = inserted;
    }

    /// <summary>Whether there was a document to change, or one was inserted.</summary>
    internal bool IsAny => MatchedCount > 0 || UpsertedId is not null;

    /// <summary>Database and collection, such as <c>store.items</c>.</summary>
    public string Namespace { get; }

    /// <summary>How many documents matched.</summary>
    public long MatchedCount { get; }

    /// <summary>How many of them are different now.</summary>
    public long ModifiedCount { get; }

    /// <summary>How many were deleted.</summary>
    public long DeletedCount { get; }

    /// <summary>How many were inserted, also because none matched.</summary>
    public long InsertedCount => InsertedIds.Count;

    /// <summary>The ids of those that were inserted, in their order.</summary>
    public IReadOnlyList<object?> InsertedIds { get; } = [];

    /// <summary>The id of the document that was inserted because none matched; null for none.</summary>
    public object? UpsertedId { get; }

    /// <summary>What was done, in words.</summary>
    public override string ToString() => this switch
    {
        { UpsertedId: not null } => $"'{Namespace}': no document matched, 1 inserted.",
        { InsertedCount: > 0 } => $"'{Namespace}': {InsertedCount} inserted.",
        { DeletedCount: > 0 } => $"'{Namespace}': {DeletedCount} deleted.",
        _ => $"'{Namespace}': {MatchedCount} matched, {ModifiedCount} modified.",
    };
}
