using System.Collections.Generic;

namespace AppServices;

/// <summary>What many writes did.</summary>
public sealed class AppBulkWriteResult
{
    private readonly Dictionary<int, object?> _insertedIds = [];
    private readonly Dictionary<int, object?> _upsertedIds = [];
    private readonly List<AppWriteError> _errors = [];

    internal AppBulkWriteResult(string collection) => Namespace = collection;

    /// <summary>Database and collection, such as <c>store.items</c>.</summary>
    public string Namespace { get; }

    /// <summary>How many documents were inserted.</summary>
    public long InsertedCount { get; private set; }

    /// <summary>How many documents matched the filters of updates and replacements.</summary>
    public long MatchedCount { get; private set; }

    /// <summary>How many of them are different now.</summary>
    public long ModifiedCount { get; private set; }

    /// <summary>How many documents were deleted.</summary>
    public long DeletedCount { get; private set; }

    /// <summary>How many documents were inserted because none matched.</summary>
    public long UpsertedCount => _upsertedIds.Count;

    /// <summary>The ids of inserted documents, by the places of their operations, from 0.</summary>
    public IReadOnlyDictionary<int, object?> InsertedIds => _insertedIds;

    /// <summary>The ids of documents that were inserted because none matched, by the places of their operations.</summary>
    public IReadOnlyDictionary<int, object?> UpsertedIds => _upsertedIds;

    /// <summary>What failed.</summary>
    public IReadOnlyList<AppWriteError> Errors => _errors;

    internal void Add(BulkWriteResult part, IReadOnlyList<(int Index, object Operation)> sent)
    {
        InsertedCount += part.InsertedCount;
        MatchedCount += part.MatchedCount;
        ModifiedCount += part.ModifiedCount;
        DeletedCount += part.DeletedCount;
        foreach ((int place, object? id) in part.InsertedIds) _insertedIds[sent[place].Index] = id;
        foreach ((int place, object? id) in part.UpsertedIds) _upsertedIds[sent[place].Index] = id;
    }

    internal void Add(AppWriteError error) => _errors.Add(error);
}

/// <summary>One of many writes that failed.</summary>
/// <param name="Index">The place of the operation, from 0.</param>
/// <param name="ErrorId">What kind of failure it is, as in error records.</param>
/// <param name="Message">The service's words.</param>
/// <param name="Operation">The operation as it was given.</param>
public sealed record AppWriteError(int Index, string ErrorId, string Message, object Operation)
{
    /// <summary>The place and the words.</summary>
    public override string ToString() => $"{Index}: {Message}";
}
