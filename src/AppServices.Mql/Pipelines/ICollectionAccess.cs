using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Pipelines.Writing;
using MongoDB.Bson;

namespace AppServices.Mql.Pipelines;

/// <summary>What pipelines need of a store: collections to read from and to write to.</summary>
internal interface ICollectionAccess
{
    /// <summary>
    /// The documents of a collection that the beginning of a pipeline asks for: all of its filter, order, skip and limit are
    /// the store's to apply. A collection that does not exist is an empty one.
    /// </summary>
    IAsyncEnumerable<BsonDocument> ReadAsync(Namespace collection, PipelineStart start, CancellationToken cancellation);

    /// <summary>Whether the store finds the documents with a value in a field without looking at all of them.</summary>
    ValueTask<bool> CanSeekAsync(Namespace collection, string path, CancellationToken cancellation);

    /// <summary>How often each index of a collection was used, as documents of <c>$indexStats</c>.</summary>
    IAsyncEnumerable<BsonDocument> ReadIndexUsesAsync(Namespace collection, CancellationToken cancellation);

    /// <summary>Puts documents in place of all that are in a collection: at once, or not at all.</summary>
    Task ReplaceAsync(Namespace collection, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation);

    /// <summary>Merges documents into a collection, one after the other, as a rule says.</summary>
    Task MergeAsync(MergeRule rule, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation);
}
