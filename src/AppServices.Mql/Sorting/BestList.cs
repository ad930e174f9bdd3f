using System.Collections.Generic;

namespace AppServices.Mql.Sorting;

/// <summary>
/// Keeps the first few items in an order, without sorting them all. Of items that are equal in it, the earlier ones count.
/// </summary>
/// <param name="order">The order.</param>
/// <param name="count">How many are kept.</param>
internal sealed class BestList<T>(IComparer<T> order, long count)
{
    // The worst one is at the front, so that it can give way.
    private readonly PriorityQueue<T, (T Item, long Number)> _kept = new(new WorstFirst(order));
    private long _number;

    /// <summary>Adds an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="leaver">What has to go for it: another, or the item itself.</param>
    /// <returns>Whether something has to go.</returns>
    public bool Add(T item, out T? leaver)
    {
        if (_kept.Count < count)
        {
            _kept.Enqueue(item, (item, _number++));
            leaver = default;
            return false;
        }
        bool isWorse = !_kept.TryPeek(out T? worst, out _) || order.Compare(item, worst) >= 0;
        leaver = isWorse ? item : _kept.EnqueueDequeue(item, (item, _number++));
        return true;
    }

    /// <summary>The items, best first.</summary>
    public List<T> Sorted()
    {
        var items = new List<(T Item, long Number)>(_kept.Count);
        foreach ((T _, (T, long) priority) in _kept.UnorderedItems) items.Add(priority);
        items.Sort((left, right) => WorstFirst.Compare(order, right, left));
        return items.ConvertAll(static item => item.Item);
    }

    private sealed class WorstFirst(IComparer<T> order) : IComparer<(T Item, long Number)>
    {
        public int Compare((T Item, long Number) x, (T Item, long Number) y) => Compare(order, x, y);

        public static int Compare(IComparer<T> order, (T Item, long Number) x, (T Item, long Number) y)
        {
            int worse = order.Compare(y.Item, x.Item);
            return worse != 0 ? worse : y.Number.CompareTo(x.Number);
        }
    }
}
