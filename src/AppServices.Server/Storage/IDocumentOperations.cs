using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Storage.Commands;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>
/// MongoDB's operations on documents: each by itself in a store, or together in one transaction of it. What is not valid is a
/// <see cref="DocumentException"/>. Collections come into being with their first document.
/// </summary>
internal interface IDocumentOperations
{
    /// <summary>The documents of a search, read while they are asked for, as of the moment at which that begins.</summary>
    IAsyncEnumerable<BsonDocument> FindAsync(CollectionName collection, FindCommand command, CancellationToken cancellationToken);

    /// <summary>The results of a pipeline, read while they are asked for.</summary>
    IAsyncEnumerable<BsonDocument> AggregateAsync(CollectionName collection, AggregateCommand command, CancellationToken cancellationToken);

    /// <summary>How many documents a search finds.</summary>
    Task<long> CountAsync(CollectionName collection, FindCommand command, CancellationToken cancellationToken);

    /// <summary>The different values of a field, arrays item by item, in their order.</summary>
    Task<IReadOnlyList<BsonValue>> DistinctAsync(CollectionName collection, string field, FindCommand command, CancellationToken cancellationToken);

    /// <summary>Runs several writes; each is done wholly or not at all. Returns once they are durable.</summary>
    /// <param name="collection">Where to write.</param>
    /// <param name="commands">The writes.</param>
    /// <param name="isOrdered">Whether the first error ends the rest.</param>
    /// <param name="guard">Who decides about each change; null allows all.</param>
    /// <param name="cancellationToken">Withdraws the writes, unless they have begun.</param>
    /// <exception cref="WriteFailedException">Some of the writes failed.</exception>
    Task<WriteResult> WriteAsync(
        CollectionName collection, IReadOnlyList<WriteCommand> commands, bool isOrdered, IWriteGuard? guard, CancellationToken cancellationToken);

    /// <summary>Changes the first document that matches; null when there is none, or when an upsert returns what was before.</summary>
    /// <exception cref="DuplicateKeyException">A unique value is taken.</exception>
    Task<BsonDocument?> FindAndModifyAsync(
        CollectionName collection, FindAndModifyCommand command, IWriteGuard? guard, CancellationToken cancellationToken);
}
