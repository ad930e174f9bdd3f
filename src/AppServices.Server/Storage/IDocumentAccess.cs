using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Storage;

/// <summary>How work reaches the documents of a store: each piece in a transaction of its own, or all of it in one.</summary>
internal interface IDocumentAccess
{
    /// <summary>Where MongoDB's language is the database's own; null where it is all the server's work.</summary>
    IPipelineRunner? Pipelines { get; }

    /// <summary>Where single writes need no transaction; null where each of them has one.</summary>
    IDirectWriter? Writes { get; }

    /// <summary>
    /// Reads as of one moment. What is read is passed on while it is asked for, or all at once when the transaction is one that also
    /// writes.
    /// </summary>
    /// <param name="read">The work, which may use the session until its enumeration ends.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    IAsyncEnumerable<T> ReadAsync<T>(Func<IReadSession, IAsyncEnumerable<T>> read, CancellationToken cancellationToken);

    /// <summary>
    /// Writes, all that the work does or nothing of it. Returns once that is durable, or in a transaction once it is done.
    /// </summary>
    /// <param name="write">
    /// The work, which waits for nothing but the session: others wait for it. A store may run it again from the start when it was undone.
    /// </param>
    /// <param name="cancellationToken">Withdraws the work, unless it has begun.</param>
    Task<T> WriteAsync<T>(Func<IWriteSession, ValueTask<T>> write, CancellationToken cancellationToken);
}
