using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>What is said often, said shortly.</summary>
internal static class StoreExtensions
{
    /// <summary>Reads one value.</summary>
    public static ValueTask<T> ReadOneAsync<T>(
        this IDocumentAccess access, Func<IReadSession, ValueTask<T>> read, CancellationToken cancellationToken) =>
        access.ReadAsync(session => OneAsync(read(session)), cancellationToken).FirstAsync(cancellationToken);

    /// <summary>Whether there is a collection.</summary>
    public static async Task<bool> HasCollectionAsync(
        this IDataStore store, CollectionName collection, CancellationToken cancellationToken) =>
        (await store.ListCollectionsAsync(collection.Source, cancellationToken)).Contains(collection);

    /// <summary>The changes of documents of a collection, from now on or from after an earlier event.</summary>
    public static IAsyncEnumerable<ChangeEvent> WatchAsync(
        this IDataStore store, CollectionName collection, string? resumeAfter, Action<string> reached,
        CancellationToken cancellationToken) =>
        store.WatchAsync(new ChangeWatch(collection, resumeAfter), reached, cancellationToken);

    private static async IAsyncEnumerable<T> OneAsync<T>(ValueTask<T> value)
    {
        yield return await value;
    }

    /// <summary>The first document whose field equals a value; null when there is none.</summary>
    public static async ValueTask<BsonDocument?> FindOneAsync(
        this IStateStore store, StateSchema collection, string field, BsonValue value, CancellationToken cancellationToken)
    {
        IReadOnlyList<BsonDocument> found = await store.FindAsync(collection, field, value, cancellationToken);
        return found.Count > 0 ? found[0] : null;
    }

    public static Task WriteAsync(this IStateStore store, StateWrite write, CancellationToken cancellationToken) =>
        store.WriteAsync([write], cancellationToken);
}
