using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>
/// Keeps the server's own state. Every document has an <c>_id</c>; other fields are found by what their collection declares.
/// </summary>
internal interface IStateStore
{
    /// <summary>
    /// Makes the indexes of collections beforehand, where many documents would have to wait for them later. A store that makes them with
    /// the first document does nothing here.
    /// </summary>
    Task PrepareAsync(IEnumerable<StateSchema> collections, CancellationToken cancellationToken);

    /// <summary>The documents whose field equals a value. The field must be <c>_id</c> or an index of the collection.</summary>
    ValueTask<IReadOnlyList<BsonDocument>> FindAsync(
        StateSchema collection, string field, BsonValue value, CancellationToken cancellationToken);

    /// <summary>Writes all, or nothing at all; returns once the writes are durable.</summary>
    /// <exception cref="DuplicateKeyException">A document's <c>_id</c> or unique field is taken.</exception>
    /// <exception cref="StaleWriteException">A document that must be there, or unchanged, is not.</exception>
    Task WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken cancellationToken);

    /// <summary>
    /// Calls back after each change of a document by this process, until the result is disposed. What other processes change must be looked
    /// for.
    /// </summary>
    IDisposable Listen(StateSchema collection, BsonValue id, Action changed);
}
