using System;
using AppServices.Mql.Updates.Tree;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Updates.Changes;

/// <summary><c>$push</c>: adds values at a place, then sorts, then cuts.</summary>
internal sealed class PushChange(PushOptions options) : FieldChange
{
    protected override BsonValue Change(BsonValue? current, UpdateRun run)
    {
        if (current is not (null or BsonArray))
            throw DocumentException.BadValue(
                $"The field '{run.Path}' must be an array but is of type {TypeNames.Of(current)} in document "
                    + $"{ErrorText.IdOf(run.Document)}");
        BsonValue[] items = Insert(current as BsonArray);
        if (options.Sort is not null) items = options.Sort.Sort(items, run.Cancellation);
        ArraySegment<BsonValue> kept = Cut(items);
        return current is BsonArray array && IsSame(array, kept) ? array : new BsonArray(kept);
    }

    private BsonValue[] Insert(BsonArray? array)
    {
        int count = array?.Count ?? 0, at = Place(count);
        var items = new BsonValue[count + options.Values.Length];
        for (int i = 0; i < at; i++) items[i] = array![i];
        options.Values.CopyTo(items, at);
        for (int i = at; i < count; i++) items[i + options.Values.Length] = array![i];
        return items;
    }

    // A negative place counts from the end.
    private int Place(int count) => options.Position >= 0
        ? (int)Math.Min(options.Position, count)
        : (int)Math.Max(count + options.Position, 0);

    // The first ones, or with a negative number the last ones.
    private ArraySegment<BsonValue> Cut(ArraySegment<BsonValue> items) => options.Slice switch
    {
        null => items,
        >= 0 and long first => items[..(int)Math.Min(first, items.Count)],
        long last => items[(int)Math.Max(items.Count + last, 0)..],
    };

    private static bool IsSame(BsonArray array, ReadOnlySpan<BsonValue> items)
    {
        if (array.Count != items.Length) return false;
        for (int i = 0; i < items.Length; i++)
            if (!ReferenceEquals(array[i], items[i])) return false;
        return true;
    }
}
