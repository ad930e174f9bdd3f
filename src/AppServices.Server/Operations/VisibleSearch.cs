using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Sorting;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>
/// The way to documents for all that reads and writes: what of them is visible, where that matches. A store finds candidates; each
/// is judged once.
/// </summary>
/// <param name="collection">Where to look.</param>
/// <param name="query">What for. Filter and order are of what is visible.</param>
/// <param name="view">What is visible; null for everything.</param>
internal sealed class VisibleSearch(CollectionName collection, StoreQuery query, CollectionView? view)
{
    /// <summary>What is visible of the documents. Functions are called for them where rules say so.</summary>
    public IAsyncEnumerable<BsonDocument> ReadAsync(IDocumentAccess store, CancellationToken cancellationToken)
    {
        if (view is null)
            return store.ReadAsync(
                session => session.FindAsync(collection, query, cancellationToken).Select(static stored => stored.Document),
                cancellationToken);
        if (view.ShowsNothing) return AsyncEnumerable.Empty<BsonDocument>();
        view.Admit(query.Hint);
        if (!view.NeedsCalls)
            return store.ReadAsync(
                session => FindAsync(session, view, view.SeeAsync, cancellationToken).Select(static found => found.Seen),
                cancellationToken);
        // Functions use the store themselves, so the session must be free; and they are not called for documents that nobody reads.
        StoreQuery candidates = Candidates(view) with { Sort = MustSort(view) ? SortOrder.None : query.Sort };
        IAsyncEnumerable<StoredDocument> stored = store.ReadAsync(
            session => session.FindAsync(collection, candidates, cancellationToken), cancellationToken);
        return ChooseAsync(stored, view, SeeAsync, MustSort(view), cancellationToken).Select(static found => found.Seen);

        async ValueTask<BsonDocument?> SeeAsync(BsonDocument document)
        {
            BsonDocument? seen = await view.SeeAsync(document);
            view.Calls.Trim();
            return seen;
        }
    }

    /// <summary>The documents that a write may be of, found while they are asked for.</summary>
    public IAsyncEnumerable<StoredDocument> FindAsync(
        IReadSession session, RuleGuard? guard, CancellationToken cancellationToken) => view is null
        ? session.FindAsync(collection, query, cancellationToken)
        : FindAsync(
            session, view, document => new ValueTask<BsonDocument?>(guard!.See(document)),
            cancellationToken).Select(static found => found.Stored);

    private async IAsyncEnumerable<Found> FindAsync(
        IReadSession session, CollectionView view, Func<BsonDocument, ValueTask<BsonDocument?>> see,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoreQuery candidates = Candidates(view);
        bool mustSort = query.Sort.Fields.Count > 0 && (MustSort(view) || !await session.IsInOrderAsync(collection, candidates));
        if (mustSort) candidates = candidates with { Sort = SortOrder.None };
        await foreach (Found found in ChooseAsync(session.FindAsync(collection, candidates, cancellationToken), view, see, mustSort, cancellationToken))
            yield return found;
    }

    private StoreQuery Candidates(CollectionView view) =>
        new(view.Candidates(query.Filter)) { Sort = query.Sort, Hint = query.Hint, StopsEarly = query.Limit > 0 };

    // What is hidden has no say in the order.
    private bool MustSort(CollectionView view) => view.MayHide && query.Sort.Fields.Any(field => !view.SurelyShows(field.Path));

    private IAsyncEnumerable<Found> ChooseAsync(
        IAsyncEnumerable<StoredDocument> candidates, CollectionView view, Func<BsonDocument, ValueTask<BsonDocument?>> see, bool mustSort,
        CancellationToken cancellationToken)
    {
        IAsyncEnumerable<Found> found = SeeAsync(candidates, view, see, cancellationToken);
        if (mustSort) found = SortAsync(found, cancellationToken);
        return query is { Skip: 0, Limit: 0 } ? found : query.PartAsync(found, cancellationToken);
    }

    private async IAsyncEnumerable<Found> SeeAsync(
        IAsyncEnumerable<StoredDocument> candidates, CollectionView view, Func<BsonDocument, ValueTask<BsonDocument?>> see,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredDocument stored in candidates.WithCancellation(cancellationToken))
        {
            if (await see(stored.Document) is not { } seen) continue;
            bool isAsked = !view.MayHide && ReferenceEquals(seen, stored.Document);
            if (isAsked || query.Filter.Predicate.Matches(seen)) yield return new Found(stored, seen);
        }
    }

    private async IAsyncEnumerable<Found> SortAsync(
        IAsyncEnumerable<Found> documents, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sorter = new DocumentSorter<Found>(query.Sort, query.End, StoreQuery.SortMemory(), cancellationToken);
        await foreach (Found found in documents.WithCancellation(cancellationToken))
            sorter.Add(found, found.Seen, found.Stored.Body.Length);
        foreach (Found found in sorter.Sorted()) yield return found;
    }

    private readonly record struct Found(StoredDocument Stored, BsonDocument Seen);
}
