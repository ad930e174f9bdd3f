using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Paths;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Pipelines.Writing;
using AppServices.Server.Rules;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>The collections of a data source, as pipelines use them.</summary>
/// <param name="store">Where they are.</param>
/// <param name="collection">The collection of the pipeline.</param>
/// <param name="view">What is visible of it; null for everything.</param>
/// <param name="policy">What is visible of others, where they may be joined; null for everything.</param>
internal sealed class PipelineCollections(
    IDocumentAccess store, CollectionName collection, CollectionView? view, AccessPolicy? policy) : ICollectionAccess
{
    private const int MergedTogether = 1000;
    private const long MaxReplacedBytes = 1L << 30;

    private readonly Dictionary<CollectionName, CollectionView> _joined = [];

    public async IAsyncEnumerable<BsonDocument> ReadAsync(
        Namespace source, PipelineStart start, [EnumeratorCancellation] CancellationToken cancellation)
    {
        CollectionName name = Named(source);
        CollectionView? visible = await OpenAsync(name, cancellation);
        if (start.Limit == 0) yield break;
        await foreach (BsonDocument document in new VisibleSearch(name, StoreQuery.Of(start), visible).ReadAsync(store, cancellation))
            yield return document;
    }

    public async ValueTask<bool> CanSeekAsync(Namespace source, string path, CancellationToken cancellation)
    {
        if (path == DocumentId.Field) return true;
        CollectionName name = Named(source);
        return (await store.ReadOneAsync(session => session.ListIndexesAsync(name), cancellation)).Any(
            index => index.CanSeek(path));
    }

    public async IAsyncEnumerable<BsonDocument> ReadIndexUsesAsync(
        Namespace source, [EnumeratorCancellation] CancellationToken cancellation)
    {
        CollectionName name = Full(source);
        foreach (IndexUse use in await store.ReadOneAsync(session => session.ListIndexUsesAsync(name), cancellation))
        {
            yield return new BsonDocument
            {
                ["name"] = use.Index.Name,
                ["key"] = use.Index.Fields,
                ["host"] = Environment.MachineName,
                ["accesses"] = new BsonDocument { ["ops"] = use.Count, ["since"] = use.Since.UtcDateTime },
                ["spec"] = use.Index.Describe(),
            };
        }
    }

    public async Task ReplaceAsync(Namespace target, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation)
    {
        CollectionName name = Full(target);
        var budget = new MemoryBudget("$out", MaxReplacedBytes);
        var all = new List<BsonDocument>();
        await foreach (BsonDocument document in documents.WithCancellation(cancellation))
        {
            budget.Hold(document);
            all.Add(DocumentId.Complete(document));
        }
        await store.WriteAsync(session => ReplaceAsync(session, name, all, cancellation), cancellation);
    }

    public async Task MergeAsync(MergeRule rule, IAsyncEnumerable<BsonDocument> documents, CancellationToken cancellation)
    {
        CollectionName name = Full(rule.Target);
        await foreach (BsonDocument[] batch in documents.Chunk(MergedTogether).WithCancellation(cancellation))
            await store.WriteAsync(session => MergeAsync(session, name, rule, batch, cancellation), cancellation);
    }

    private static async ValueTask<int> ReplaceAsync(
        IWriteSession session, CollectionName name, List<BsonDocument> documents, CancellationToken cancellation)
    {
        await session.CreateCollectionAsync(name);
        var old = new Targets(name, new StoreQuery(StoreFilter.Everything), guard: null);
        await foreach (StoredDocument stored in old.FindAsync(session, cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            await session.DeleteAsync(name, stored);
        }
        foreach (BsonDocument document in documents)
        {
            cancellation.ThrowIfCancellationRequested();
            await session.InsertAsync(name, document);
        }
        return documents.Count;
    }

    private static async ValueTask<int> MergeAsync(
        IWriteSession session, CollectionName name, MergeRule rule, BsonDocument[] documents, CancellationToken cancellation)
    {
        await session.CreateCollectionAsync(name);
        RequireUnique(await session.ListIndexesAsync(name), rule.On);
        ChangeKind kind = rule.WhenMatched == MergeAction.Replace ? ChangeKind.Replace : ChangeKind.Update;
        foreach (BsonDocument document in documents)
        {
            BsonDocument incoming = rule.Complete(document);
            var query = new StoreQuery(new StoreFilter([], rule.Find(incoming, cancellation))) { Limit = 1 };
            StoredDocument existing = await session.FindAsync(name, query, cancellation).FirstOrDefaultAsync(cancellation);
            if (rule.Resolve(incoming, existing.Document) is not { } changed) continue;
            if (existing.Document is null) await session.InsertAsync(name, changed);
            else await session.ReplaceAsync(name, existing, changed, kind);
        }
        return documents.Length;
    }

    private static void RequireUnique(IReadOnlyList<IndexDefinition> indexes, IReadOnlyList<FieldPath> fields)
    {
        HashSet<string> names = fields.Select(field => field.Text).ToHashSet(StringComparer.Ordinal);
        if (names.SetEquals([DocumentId.Field]) || indexes.Any(index => index is { IsUnique: true, PartialFilter: null } && names.SetEquals(index.Fields.Names))) return;
        throw DocumentException.Numbered(51183, "Cannot find index to verify that join fields will be unique");
    }

    private CollectionName Named(Namespace name) => new(collection.Source, name.Database, name.Name);

    // What knows no rules is for the system.
    private CollectionName Full(Namespace name) =>
        policy is null ? Named(name) : throw new InvalidOperationException($"A pipeline with rules reaches {name}.");

    // A collection is reached through its own rules, and by nobody who may not join any.
    private async ValueTask<CollectionView?> OpenAsync(CollectionName name, CancellationToken cancellation)
    {
        if (policy is null || name == collection) return view;
        if (!policy.MayJoin) throw new InvalidOperationException($"A pipeline with rules reaches {name}.");
        if (!_joined.TryGetValue(name, out CollectionView? joined)) _joined.Add(name, joined = await policy.OpenAsync(name, cancellation));
        return joined;
    }
}
