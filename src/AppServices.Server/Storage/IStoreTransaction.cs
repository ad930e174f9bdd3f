using System;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage;

/// <summary>
/// Work that is done all or not at all, and that sees the documents as of one moment. Ended by disposal when not committed.
/// </summary>
internal interface IStoreTransaction : IDocumentAccess, IAsyncDisposable
{
    /// <summary>Whether others wait with their writes until the transaction ends.</summary>
    bool ExcludesOthers { get; }

    /// <summary>Waits until nobody else writes and keeps it so, before the first work: then no write can conflict.</summary>
    Task ExcludeOthersAsync(CancellationToken cancellationToken);

    /// <summary>Makes the changes durable and visible.</summary>
    Task CommitAsync(CancellationToken cancellationToken);
}
