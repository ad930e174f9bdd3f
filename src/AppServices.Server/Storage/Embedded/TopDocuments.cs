using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Sorting;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Embedded;

/// <summary>The first documents of an order, kept while they are found. Documents that sort alike stay as they came.</summary>
/// <param name="sort">The order.</param>
/// <param name="most">How many are kept.</param>
/// <param name="mostBytes">What they may take.</param>
/// <param name="cancellation">Ends the sorting in the middle.</param>
internal sealed class TopDocuments(SortOrder sort, long most, long mostBytes, CancellationToken cancellation)
{
    private readonly List<Entry> _entries = [];
    private long _bytes;
    private long _count;

    /// <exception cref="DocumentException">The documents take too much memory.</exception>
    public void Add(StoredDocument stored)
    {
        _entries.Add(new Entry(sort.Key(stored.Document), _count++, stored));
        _bytes += stored.Bytes;
        // Sorting when twice as many are there keeps the work for each document small.
        if (_entries.Count >= most * 2 && most < int.MaxValue / 2) Cut();
        if (_bytes > mostBytes)
            throw new DocumentException(292, "QueryExceededMemoryLimitNoDiskUseAllowed",
                $"Sort exceeded memory limit of {mostBytes} bytes. Make an index on the sorted fields, or ask for fewer documents.");
    }

    public IEnumerable<StoredDocument> InOrder()
    {
        Cut();
        return _entries.Select(entry => entry.Stored);
    }

    private void Cut()
    {
        CancellableSort.Run(() => _entries.Sort(Compare), cancellation);
        if (_entries.Count <= most) return;
        for (int i = (int)most; i < _entries.Count; i++) _bytes -= _entries[i].Stored.Bytes;
        _entries.RemoveRange((int)most, _entries.Count - (int)most);
    }

    private int Compare(Entry left, Entry right)
    {
        cancellation.ThrowIfCancellationRequested();
        int order = sort.CompareKeys(left.Key, right.Key);
        return order != 0 ? order : left.Position.CompareTo(right.Position);
    }

    private readonly record struct Entry(BsonValue[] Key, long Position, StoredDocument Stored);
}
