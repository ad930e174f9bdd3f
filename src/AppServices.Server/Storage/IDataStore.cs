using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage;

/// <summary>Where all documents are kept: those of apps and the server's own state.</summary>
internal interface IDataStore : IDocumentAccess, IStateStore, IAsyncDisposable
{
    /// <summary>
    /// Told of documents that were written although they are not as their collection asks for, where it asks for no more than that; to be
    /// set before anything is written.
    /// </summary>
    Action<string>? Warned { get; set; }

    /// <summary>Whether all writes wait for a transaction that has written something, until it ends.</summary>
    bool WritesInTurn { get; }

    /// <summary>A transaction, which begins with its first work.</summary>
    /// <param name="patience">
    /// How long its first write waits for others that write; a write conflict after that. Null to wait for as long as it takes.
    /// </param>
    IStoreTransaction Begin(TimeSpan? patience = null);

    /// <summary>The changes from now on, or from after an earlier event.</summary>
    /// <param name="watch">What to watch.</param>
    /// <param name="reached">
    /// Called once the stream is open, with the position from which on no change is missed, and whenever it has come on although no event
    /// tells so: as <see cref="ChangeWatch.ResumeAfter"/> it leads to what has not been returned.
    /// </param>
    /// <param name="cancellationToken">Ends the stream.</param>
    IAsyncEnumerable<ChangeEvent> WatchAsync(ChangeWatch watch, Action<string> reached, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps changes for a reader from now on, unless they are kept for it already. What is kept for too long is let go of.
    /// </summary>
    /// <param name="reader">The reader.</param>
    /// <param name="handled">How far it has come; null when it does not know.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>
    /// Where it goes on: now for a new reader, or one that reads something else than before, and how far it had come for any other.
    /// </returns>
    Task<string> KeepChangesAsync(ChangeReader reader, string? handled, CancellationToken cancellationToken);

    /// <summary>Keeps nothing for a reader any more.</summary>
    Task ForgetReaderAsync(string name, CancellationToken cancellationToken);

    /// <summary>The changes for a reader, which never end by themselves.</summary>
    /// <param name="reader">The reader, for whom changes are kept.</param>
    /// <param name="after">Where to go on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Mql.DocumentException">
    /// Changes after that position are no longer there (<c>ChangeStreamHistoryLost</c>).
    /// </exception>
    IAsyncEnumerable<ChangeBatch> ReadChangesAsync(ChangeReader reader, string after, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes documents whose time is over by an index that says so, as MongoDB does every minute. A store that does it by itself does
    /// nothing here.
    /// </summary>
    /// <returns>How many.</returns>
    Task<int> ExpireAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Deletes changes that nobody will ask for, and gives back what the file's log takes beyond what it needs.</summary>
    Task TidyAsync(CancellationToken cancellationToken);

    /// <summary>The position after all changes of a scope that there are.</summary>
    ValueTask<string> LatestChangeAsync(CollectionName scope, CancellationToken cancellationToken);

    /// <summary>How many changes there are after a position.</summary>
    ValueTask<long> CountChangesAsync(CollectionName scope, string after, CancellationToken cancellationToken);

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

    /// <summary>Gives a collection another name in its data source; false when there is none.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="renamed">The new name.</param>
    /// <param name="replaces">Whether a collection of that name is dropped.</param>
    /// <param name="cancellationToken">Withdraws it, unless it has begun.</param>
    /// <exception cref="Mql.DocumentException">There is a collection of the new name, which is not to be dropped.</exception>
    Task<bool> RenameAsync(CollectionName collection, CollectionName renamed, bool replaces, CancellationToken cancellationToken);

    /// <summary>The collections of a data source.</summary>
    Task<IReadOnlyList<CollectionName>> ListCollectionsAsync(string source, CancellationToken cancellationToken);
}
