using System;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>What can be done in a transaction that writes; it sees what it has written.</summary>
internal interface IWriteSession : IReadSession
{
    /// <summary>Whether documents may be written that do not match what their collection asks for.</summary>
    bool BypassesValidation { get; set; }

    /// <summary>
    /// Refuses what writes to a view before it looks for anything there. A store that refuses each write to a view by itself need not.
    /// </summary>
    /// <exception cref="DocumentException">The collection is a view.</exception>
    ValueTask RequireNoViewAsync(CollectionName collection);

    /// <summary>Stores a new document, which must have an <c>_id</c>. Its collection comes into being with it.</summary>
    /// <exception cref="DuplicateKeyException">
    /// The <c>_id</c> or a unique value is taken; to be undone by a savepoint, unless <see cref="IsInsertAtomic"/>.
    /// </exception>
    /// <exception cref="DocumentException">
    /// The document is beyond a limit, it is not as the collection's validator wants it, or the collection is a view.
    /// </exception>
    ValueTask InsertAsync(CollectionName collection, BsonDocument document);

    /// <summary>Whether a new document of a collection is stored at once, so that there is nothing to undo when that fails.</summary>
    bool IsInsertAtomic(CollectionName collection);

    /// <summary>Puts a document in the place of another that is as it was found.</summary>
    /// <param name="collection">Where it is.</param>
    /// <param name="before">The document as it was found.</param>
    /// <param name="after">The new one, with the same <c>_id</c>.</param>
    /// <param name="kind">What watchers are told: that it was updated or replaced.</param>
    /// <exception cref="StaleWriteException">It is not as it was found.</exception>
    /// <exception cref="DuplicateKeyException">A unique value is taken; to be undone by a savepoint.</exception>
    /// <exception cref="DocumentException">
    /// The document is beyond a limit, it is not as the collection's validator wants it, or the collection is a view.
    /// </exception>
    ValueTask ReplaceAsync(CollectionName collection, StoredDocument before, BsonDocument after, ChangeKind kind);

    /// <summary>Deletes a document that is as it was found.</summary>
    /// <exception cref="StaleWriteException">It is not as it was found.</exception>
    ValueTask DeleteAsync(CollectionName collection, StoredDocument before);

    /// <summary>Does a write by itself, of documents that nobody has to see.</summary>
    /// <returns>What it has done; null where that is left to who asks.</returns>
    /// <exception cref="DuplicateKeyException">A unique value is taken; to be undone by a savepoint.</exception>
    /// <exception cref="DocumentException">The database refuses it; to be undone by a savepoint.</exception>
    ValueTask<PassedResult?> PassAsync(CollectionName collection, PassedWrite write);

    /// <summary>Makes a collection, unless there is one.</summary>
    ValueTask CreateCollectionAsync(CollectionName collection);

    /// <summary>Sets what a collection is told, which is made when there is none.</summary>
    /// <exception cref="DocumentException">There is a collection, and it would become a view, or the other way round.</exception>
    ValueTask SetOptionsAsync(CollectionName collection, CollectionOptions options);

    /// <summary>Sets after how many seconds the documents in an index are deleted.</summary>
    /// <exception cref="DocumentException">There is no such index, or it cannot have that.</exception>
    ValueTask SetExpiryAsync(CollectionName collection, string index, int seconds);

    /// <summary>Makes an index, unless there is the same one already. Existing documents are entered first.</summary>
    /// <returns>The index's name.</returns>
    /// <exception cref="DuplicateKeyException">A unique index is wanted, and two documents have the same values.</exception>
    ValueTask<string> EnsureIndexAsync(CollectionName collection, IndexDefinition definition);

    /// <summary>
    /// Does a piece of work behind a savepoint: when it throws, what it did is undone, and what was done before it stays.
    /// </summary>
    ValueTask<T> InSavepointAsync<T>(Func<ValueTask<T>> work);
}
