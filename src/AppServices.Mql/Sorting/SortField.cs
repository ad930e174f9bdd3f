using System;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Sorting;

/// <summary>One field of an order.</summary>
internal sealed record SortField(FieldPath Path, bool IsDescending)
{
    /// <summary>The value that a document sorts by.</summary>
    public BsonValue Key(BsonDocument document) => OfDocument(document, Path.Parts);

    private BsonValue OfDocument(BsonDocument document, ReadOnlySpan<string> path) =>
        document.TryGetValue(path[0], out BsonValue value) ? OfValue(value, path[1..]) : BsonNull.Value;

    private BsonValue OfValue(BsonValue value, ReadOnlySpan<string> rest) => value switch
    {
        BsonArray array => rest.IsEmpty ? OfItems(array) : OfArray(array, rest),
        _ when rest.IsEmpty => value,
        BsonDocument document => OfDocument(document, rest),
        _ => BsonNull.Value,
    };

    // A number in the path names one item; otherwise each document in the array has a value, and all else in it has none.
    private BsonValue OfArray(BsonArray array, ReadOnlySpan<string> rest)
    {
        if (PathValues.TryIndex(rest[0], array.Count, out int index)) return OfValue(array[index], rest[1..]);
        BsonValue? extreme = null;
        for (int i = 0; i < array.Count; i++)
            extreme = MoreExtreme(extreme, array[i] is BsonDocument document ? OfDocument(document, rest) : BsonNull.Value);
        return extreme ?? BsonNull.Value;
    }

    private BsonValue OfItems(BsonArray array)
    {
        BsonValue? extreme = null;
        for (int i = 0; i < array.Count; i++) extreme = MoreExtreme(extreme, array[i]);
        return extreme ?? BsonUndefined.Value;      // an empty array sorts below null
    }

    private BsonValue MoreExtreme(BsonValue? extreme, BsonValue value)
    {
        if (extreme is null) return value;
        int order = BsonOrder.Instance.Compare(value, extreme);
        return (IsDescending ? order > 0 : order < 0) ? value : extreme;
    }
}
