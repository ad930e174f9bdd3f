using System;
using System.Collections.Generic;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// A collection. Its documents are rows of number, key of the <c>_id</c> and BSON in a table of its own, numbered as they came.
/// </summary>
/// <param name="Id">The collection's number, part of its table's name.</param>
/// <param name="Name">Its name.</param>
/// <param name="Indexes">Its indexes besides that of <c>_id</c>.</param>
/// <param name="WatchedUntil">Until when changes are kept for change streams.</param>
internal sealed record CollectionInfo(int Id, CollectionName Name, IReadOnlyList<IndexInfo> Indexes, DateTimeOffset WatchedUntil)
{
    /// <summary>The number of the change after which they were kept for change streams, without a break.</summary>
    public long WatchedFrom { get; init; }

    /// <summary>Whether changes are kept for readers who come back for them.</summary>
    public bool IsRead { get; init; }

    /// <summary>Whether any of them wants documents as they were before a change.</summary>
    public bool KeepsBefore { get; init; }

    /// <summary>Whether changes are kept for change streams now.</summary>
    public bool IsWatched => WatchedUntil >= DateTimeOffset.UtcNow;

    /// <summary>Whether changes are kept now.</summary>
    public bool KeepsChanges => IsRead || IsWatched;

    /// <summary>The table of its documents.</summary>
    public string Table => $"d{Id}";
}
