using System.Collections.Generic;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Sorting;

/// <summary>Sorts documents, or finds just the first few of them. Those that are equal stay in the order they came in.</summary>
/// <param name="order">The order.</param>
/// <param name="limit">How many are wanted; null for all.</param>
/// <param name="memory">What those that are kept may take.</param>
/// <param name="cancellation">Ends the sorting in the middle.</param>
internal sealed class DocumentSorter(SortOrder order, long? limit, MemoryBudget memory, CancellationToken cancellation)
{
    // A heap pays as long as it is small beside what passes through it.
    private const long LargestHeap = 100_000;

    private readonly BestList<Entry>? _best = limit <= LargestHeap ? new BestList<Entry>(new KeyOrder(order), limit.Value) : null;
    private readonly List<Entry> _all = [];

    /// <exception cref="DocumentException">There is no room for it.</exception>
    public void Add(BsonDocument document)
    {
        var entry = new Entry(order.Key(document), document, _all.Count);
        Entry leaver = default;
        if (_best is null) _all.Add(entry);
        else if (_best.Add(entry, out leaver) && ReferenceEquals(leaver.Document, document)) return;
        memory.Hold(document);
        if (leaver.Document is not null) memory.Release(leaver.Document);
    }

    /// <summary>The documents in order.</summary>
    public IEnumerable<BsonDocument> Sorted()
    {
        List<Entry> sorted = _best?.Sorted() ?? _all;
        if (_best is null) CancellableSort.Run(() => sorted.Sort(new StableOrder(order, cancellation)), cancellation);
        for (int i = 0; i < sorted.Count && (limit is null || i < limit); i++) yield return sorted[i].Document;
    }

    private readonly record struct Entry(BsonValue[] Key, BsonDocument Document, int Number);

    private sealed class KeyOrder(SortOrder order) : IComparer<Entry>
    {
        public int Compare(Entry x, Entry y) => order.CompareKeys(x.Key, y.Key);
    }

    private sealed class StableOrder(SortOrder order, CancellationToken cancellation) : IComparer<Entry>
    {
        public int Compare(Entry x, Entry y)
        {
            cancellation.ThrowIfCancellationRequested();
            return order.CompareKeys(x.Key, y.Key) is not 0 and int difference ? difference : x.Number.CompareTo(y.Number);
        }
    }
}
