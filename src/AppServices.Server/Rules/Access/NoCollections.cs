using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Pipelines.Writing;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Access;

/// <summary>The other collections of a pipeline that may not reach any.</summary>
internal sealed class NoCollections : ICollectionAccess
{
    public IAsyncEnumerable<BsonDocument> ReadAsync(Namespace collection, PipelineStart start, CancellationToken cancellation) => throw Refused(collection);

    public bool CanSeek(Namespace collection, string path) => false;

    public Task ReplaceAsync(Namespace collection, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation) => throw Refused(collection);

    public Task MergeAsync(MergeRule rule, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation) => throw Refused(rule.Target);

    private static InvalidOperationException Refused(Namespace collection) => new($"A pipeline with rules reaches {collection}.");
}
