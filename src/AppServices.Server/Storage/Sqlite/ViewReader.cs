using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Pipelines.Writing;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Reads views: their documents are made by a pipeline while they are asked for, and are in no file.</summary>
internal sealed class ViewReader(ReadTransaction transaction, CollectionInfo view) : ICollectionAccess
{
    private const int NotStored = -1;

    /// <summary>The documents of a query of the view.</summary>
    public IAsyncEnumerable<StoredDocument> FindAsync(StoreQuery query, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<StoredDocument> found = MatchingAsync(query.Filter, cancellationToken);
        if (query.Sort.Fields.Count > 0) found = query.InOrderAsync(found, cancellationToken);
        return query.PartAsync(found, cancellationToken);
    }

    /// <summary>How the beginning of a query of the view is gone about in what it shows.</summary>
    public ValueTask<SearchPlan> ExplainAsync(StoreQuery query, bool isExecuted, CancellationToken cancellationToken) =>
        transaction.ExplainAsync(
            Named(Source), StoreQuery.Of(PipelineOf(query.Filter, cancellationToken).Start), isExecuted, cancellationToken);

    public async IAsyncEnumerable<BsonDocument> ReadAsync(
        Namespace collection, PipelineStart start, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (start.Limit == 0) yield break;
        await foreach (StoredDocument found in transaction.FindAsync(Named(collection), StoreQuery.Of(start), cancellation))
            yield return found.Document;
    }

    public async ValueTask<bool> CanSeekAsync(Namespace collection, string path, CancellationToken cancellation) =>
        path == "_id" || (await transaction.ListIndexesAsync(Named(collection))).Any(index => index.CanSeek(path));

    public IAsyncEnumerable<BsonDocument> ReadIndexUsesAsync(Namespace collection, CancellationToken cancellation) => throw Refused();

    public Task ReplaceAsync(Namespace collection, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation) =>
        throw Refused();

    public Task MergeAsync(MergeRule rule, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation) => throw Refused();

    private Namespace Source => new(view.Name.Database, view.Options.ViewOn!);

    private async IAsyncEnumerable<StoredDocument> MatchingAsync(
        StoreFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var run = new PipelineRun(this, Source, EvaluationScope.Start(DateTime.UtcNow, cancellationToken));
        await foreach (BsonDocument document in PipelineOf(filter, cancellationToken).RunAsync(run, cancellationToken))
        {
            // Where the query says all, the pipeline has it, with the same time.
            if (filter.IsWritten || filter.Predicate.Matches(document))
                yield return new StoredDocument(document, BsonBytes.Write(document), NotStored);
        }
    }

    // What the query asks for goes on to the pipeline, which may find it by an index; it is no more than a part of what is asked.
    private Pipeline PipelineOf(StoreFilter filter, CancellationToken cancellation) => PipelineParser.Parse(
        filter.Document.ElementCount == 0 ? view.Options.Pipeline
            : [.. view.Options.Pipeline, new BsonDocument("$match", filter.Document)],
        cancellation);

    private CollectionName Named(Namespace name) => new(view.Name.Source, name.Database, name.Name);

    // Such stages are refused when a view is made.
    private InvalidOperationException Refused() => new($"The pipeline of the view {view.Name} does more than it may.");
}
