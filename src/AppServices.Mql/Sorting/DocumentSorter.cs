using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Sorting;

/// <summary>Sorts documents, or finds just the first few of them. Those that are equal stay in the order they came in.</summary>
/// <typeparam name="T">What is sorted by its document.</typeparam>
/// <param name="order">The order.</param>
/// <param name="limit">How many are wanted; <see cref="long.MaxValue"/> for all.</param>
/// <param name="memory">What those that are kept may take.</param>
/// <param name="cancellation">Ends the sorting in the middle.</param>
internal sealed class DocumentSorter<T>(SortOrder order, long limit, MemoryBudget memory, CancellationToken cancellation)
{
    // Cutting when so many more than are wanted have come keeps the work for each document small.
    private const long MinSurplus = 32;

    private readonly List<Entry> _kept = [];
    private long _count;

    // The last one of those kept: what does not sort before it is none of the first.
    private BsonValue[]? _last;

    /// <param name="item">The item.</param>
    /// <param name="document">Its document.</param>
    /// <param name="bytes">What it takes.</param>
    /// <exception cref="DocumentException">There is no room for it.</exception>
    public void Add(T item, BsonDocument document, long bytes)
    {
        BsonValue[] key = order.Key(document);
        if (_last is not null && order.CompareKeys(key, _last) >= 0) return;
        if (!memory.TryHold(bytes))
        {
            Cut();
            memory.Hold(bytes);
        }
        _kept.Add(new Entry(key, _count++, item, bytes));
        if (limit < int.MaxValue / 2 && _kept.Count >= limit + Math.Max(limit, MinSurplus)) Cut();
    }

    /// <summary>The items in order.</summary>
    public IEnumerable<T> Sorted()
    {
        Cut();
        return _kept.Select(entry => entry.Item);
    }

    private void Cut()
    {
        CancellableSort.Run(() => _kept.Sort(Compare), cancellation);
        if (_kept.Count < limit) return;
        int end = (int)limit;
        for (int i = end; i < _kept.Count; i++) memory.Release(_kept[i].Bytes);
        _kept.RemoveRange(end, _kept.Count - end);
        _last = end > 0 ? _kept[^1].Key : null;
    }

    private int Compare(Entry left, Entry right)
    {
        cancellation.ThrowIfCancellationRequested();
        int difference = order.CompareKeys(left.Key, right.Key);
        return difference != 0 ? difference : left.Number.CompareTo(right.Number);
    }

    private readonly record struct Entry(BsonValue[] Key, long Number, T Item, long Bytes);
}
