using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage;

/// <summary>Where all documents are kept: those of apps and the server's own state.</summary>
internal interface IDataStore : IDocumentAccess, IStateStore, IAsyncDisposable
{
    /// <summary>A transaction, which begins with its first work.</summary>
    IStoreTransaction Begin();

    /// <summary>The changes of a collection from now on, or from after an earlier event.</summary>
    /// <param name="collection">What to watch.</param>
    /// <param name="resumeAfter">The <c>_data</c> of the event to go on after; null to begin now.</param>
    /// <param name="opened">Called once the stream is open: no change after that is missed.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    IAsyncEnumerable<ChangeEvent> WatchAsync(CollectionName collection, string? resumeAfter, Action opened, CancellationToken cancellationToken);

    /// <summary>Makes an index, unless there is the same one already. Existing documents are entered first.</summary>
    /// <returns>The index's name.</returns>
    /// <exception cref="DuplicateKeyException">A unique index is wanted, and two documents have the same values.</exception>
    Task<string> EnsureIndexAsync(CollectionName collection, IndexDefinition definition, CancellationToken cancellationToken);

    /// <summary>Drops an index; false when there is none of that name.</summary>
    Task<bool> DropIndexAsync(CollectionName collection, string name, CancellationToken cancellationToken);

    /// <summary>The indexes of a collection, besides that of <c>_id</c>.</summary>
    Task<IReadOnlyList<IndexDefinition>> ListIndexesAsync(CollectionName collection, CancellationToken cancellationToken);

    /// <summary>Drops a collection with all its documents; nothing when there is none.</summary>
    Task DropAsync(CollectionName collection, CancellationToken cancellationToken);

    /// <summary>The collections of a data source.</summary>
    Task<IReadOnlyList<CollectionName>> ListCollectionsAsync(string source, CancellationToken cancellationToken);
}
