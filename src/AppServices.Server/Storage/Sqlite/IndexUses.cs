using System;
using System.Collections.Concurrent;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Counts which indexes searches went by, since the file was opened.</summary>
internal sealed class IndexUses
{
    private readonly ConcurrentDictionary<(int Collection, int Index), long> _counts = new();

    /// <summary>Since when.</summary>
    public DateTimeOffset Since { get; } = DateTimeOffset.UtcNow;

    /// <summary>Counts one search.</summary>
    public void Add(CollectionInfo collection, int index) => _counts.AddOrUpdate((collection.Id, index), 1, static (_, count) => count + 1);

    /// <summary>How many there were.</summary>
    public long Of(CollectionInfo collection, int index) => _counts.TryGetValue((collection.Id, index), out long count) ? count : 0;
}
