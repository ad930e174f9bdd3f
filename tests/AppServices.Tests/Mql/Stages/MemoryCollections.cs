using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Pipelines.Writing;
using AppServices.Mql.Sorting;
using MongoDB.Bson;

namespace AppServices.Tests.Mql.Stages;

/// <summary>Collections in memory, and what pipelines asked of them.</summary>
internal sealed class MemoryCollections : ICollectionAccess
{
    private readonly Dictionary<Namespace, List<BsonDocument>> _collections = [];

    /// <summary>What was read, in order.</summary>
    public List<(Namespace Collection, PipelineStart Start)> Reads { get; } = [];

    /// <summary>Whether fields count as indexed.</summary>
    public bool HasIndexes { get; init; }

    public List<BsonDocument> this[string collection, string database = "shop"]
    {
        get
        {
            var name = new Namespace(database, collection);
            if (!_collections.TryGetValue(name, out List<BsonDocument>? documents)) _collections[name] = documents = [];
            return documents;
        }
    }

    public IAsyncEnumerable<BsonDocument> ReadAsync(Namespace collection, PipelineStart start, CancellationToken cancellation)
    {
        Reads.Add((collection, start));
        IEnumerable<BsonDocument> found = this[collection.Name, collection.Database].ToList().Where(document => start.Filter?.Matches(document) != false);
        if (start.Sort is not null) found = Sorted(found, start, cancellation);
        found = found.Skip((int)start.Skip);
        return (start.Limit is { } limit ? found.Take((int)limit) : found).ToAsyncEnumerable();
    }

    private static IEnumerable<BsonDocument> Sorted(IEnumerable<BsonDocument> documents, PipelineStart start, CancellationToken cancellation)
    {
        long wanted = start.Limit <= long.MaxValue - start.Skip ? start.Skip + start.Limit.Value : long.MaxValue;
        var sorter = new DocumentSorter<BsonDocument>(start.Sort!, wanted, new MemoryBudget("$sort", MemoryBudget.Default), cancellation);
        foreach (BsonDocument document in documents) sorter.Add(document, document, DocumentLimits.SizeOf(document));
        return sorter.Sorted();
    }

    public ValueTask<bool> CanSeekAsync(Namespace collection, string path, CancellationToken cancellation) => new(HasIndexes);

    public IAsyncEnumerable<BsonDocument> ReadIndexUsesAsync(Namespace collection, CancellationToken cancellation) =>
        new[] { new BsonDocument("name", $"_id_ of {collection}") }.ToAsyncEnumerable();

    public async Task ReplaceAsync(Namespace collection, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation)
    {
        List<BsonDocument> all = await documents.ToListAsync(cancellation);
        List<BsonDocument> target = this[collection.Name, collection.Database];
        target.Clear();
        target.AddRange(all);
    }

    public async Task MergeAsync(MergeRule rule, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation)
    {
        List<BsonDocument> target = this[rule.Target.Name, rule.Target.Database];
        await foreach (BsonDocument document in documents.WithCancellation(cancellation))
        {
            BsonDocument incoming = rule.Complete(document);
            int index = target.FindIndex(rule.Find(incoming, cancellation).Matches);
            if (rule.Resolve(incoming, index < 0 ? null : target[index]) is not { } written) continue;
            if (index < 0) target.Add(written);
            else target[index] = written;
        }
    }
}
