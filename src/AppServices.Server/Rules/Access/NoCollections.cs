using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Documents.Aggregation;
using AppServices.Server.Documents.Aggregation.Stages.Writing;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Access;

/// <summary>The other collections of a pipeline that may not reach any.</summary>
internal sealed class NoCollections : ICollectionAccess
{
    public IAsyncEnumerable<BsonDocument> ReadAsync(CollectionName collection, PipelineStart start, CancellationToken cancellation) => throw Refused(collection);

    public bool CanSeek(CollectionName collection, string path) => false;

    public Task ReplaceAsync(CollectionName collection, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation) => throw Refused(collection);

    public Task MergeAsync(MergeRule rule, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation) => throw Refused(rule.Target);

    private static InvalidOperationException Refused(CollectionName collection) => new($"A pipeline with rules reaches {collection}.");
}
