using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Paths;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Pipelines.Writing;
using AppServices.Mql.Queries;
using AppServices.Mql.Sorting;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>The collections of a data source, as pipelines use them.</summary>
/// <param name="execution">How the file is reached.</param>
/// <param name="source">The data source.</param>
/// <param name="catalog">The collections and indexes at the beginning of the pipeline.</param>
internal sealed class PipelineCollections(IExecution execution, string source, Catalog catalog) : ICollectionAccess
{
    private const int MergedTogether = 1000;
    private const long MaxReplacedBytes = 1L << 30;

    private static readonly Predicate s_all = new AndPredicate([]);

    public IAsyncEnumerable<BsonDocument> ReadAsync(Namespace collection, PipelineStart start, CancellationToken cancellation)
    {
        if (start.Limit == 0) return AsyncEnumerable.Empty<BsonDocument>();
        var query = new QueryRun(start.Filter ?? s_all, start.Sort ?? SortOrder.None, start.Skip, start.Limit ?? 0) { Hint = start.Hint };
        return execution.ReadAsync(
            (session, current) => current.Find(Full(collection)) is { } found
                ? query.Run(session, found, cancellation).Select(stored => stored.Document)
                : [],
            cancellation);
    }

    public bool CanSeek(Namespace collection, string path) =>
        path == DocumentId.Field || (catalog.Find(Full(collection))?.Indexes.Any(index => index.Fields[0].Path.Text == path) ?? false);

    public async Task ReplaceAsync(Namespace collection, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation)
    {
        var budget = new MemoryBudget("$out", MaxReplacedBytes);
        var all = new List<BsonDocument>();
        await foreach (BsonDocument document in documents.WithCancellation(cancellation))
        {
            budget.Hold(document);
            all.Add(DocumentId.Complete(document));
        }
        await execution.WriteAsync(transaction => Replace(transaction, transaction.Ensure(Full(collection)), all, cancellation), cancellation);
    }

    public async Task MergeAsync(MergeRule rule, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation)
    {
        await foreach (BsonDocument[] batch in documents.Chunk(MergedTogether).WithCancellation(cancellation))
            await execution.WriteAsync(transaction => Merge(transaction, rule, batch, cancellation), cancellation);
    }

    private static int Replace(WriteTransaction transaction, CollectionInfo collection, List<BsonDocument> documents, CancellationToken cancellation)
    {
        foreach (StoredDocument stored in transaction.Read(collection, new QueryRun(s_all, SortOrder.None), cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            transaction.Delete(collection, stored);
        }
        foreach (BsonDocument document in documents)
        {
            cancellation.ThrowIfCancellationRequested();
            transaction.Insert(collection, document);
        }
        return documents.Count;
    }

    private int Merge(WriteTransaction transaction, MergeRule rule, BsonDocument[] documents, CancellationToken cancellation)
    {
        foreach (BsonDocument document in documents)
        {
            CollectionInfo collection = transaction.Ensure(Full(rule.Target));
            RequireUnique(collection, rule.On);
            BsonDocument incoming = rule.Complete(document);
            StoredDocument existing = transaction.Read(collection, new QueryRun(rule.Find(incoming, cancellation), SortOrder.None, Limit: 1), cancellation).FirstOrDefault();
            if (rule.Resolve(incoming, existing.Document) is not { } changed) continue;
            if (existing.Document is null) transaction.Insert(collection, changed);
            else transaction.Replace(collection, existing, changed, ChangeKind.Update);
        }
        return documents.Length;
    }

    private static void RequireUnique(CollectionInfo collection, IReadOnlyList<FieldPath> fields)
    {
        HashSet<string> names = fields.Select(field => field.Text).ToHashSet(StringComparer.Ordinal);
        if (names.SetEquals([DocumentId.Field]) || collection.Indexes.Any(index => index.IsUnique && names.SetEquals(index.Fields.Select(field => field.Path.Text)))) return;
        throw DocumentException.Numbered(51183, "Cannot find index to verify that join fields will be unique");
    }

    private CollectionName Full(Namespace collection) => new(source, collection.Database, collection.Name);
}
