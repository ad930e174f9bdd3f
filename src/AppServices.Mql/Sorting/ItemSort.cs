using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Sorting;

/// <summary>
/// The order of <c>$push</c> with <c>$sort</c> and of <c>$sortArray</c>: items as a whole, or by fields of theirs. Unlike in the order of
/// documents an array in an
/// item is compared as a whole.
/// </summary>
internal sealed class ItemSort
{
    private readonly (FieldPath? Path, bool IsDescending)[] _keys;

    private ItemSort((FieldPath? Path, bool IsDescending)[] keys) => _keys = keys;

    /// <exception cref="DocumentException">It is neither a direction nor fields with directions.</exception>
    public static ItemSort Parse(BsonValue operand) => operand switch
    {
        { IsNumeric: true } => new ItemSort([(null, IsDescending(operand))]),
        BsonDocument { ElementCount: 0 } =>
            throw DocumentException.BadValue("The $sort pattern is empty when it should be a set of fields."),
        BsonDocument fields => new ItemSort(fields.Select(field => ((FieldPath?)Path(field.Name), IsDescending(field.Value))).ToArray()),
        _ =>
            throw DocumentException.BadValue(
                "The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields"),
    };

    /// <summary>The items in order; equal ones stay as they were to each other.</summary>
    public BsonValue[] Sort(BsonValue[] items, CancellationToken cancellation)
    {
        var keyed = new (BsonValue[] Keys, int Place)[items.Length];
        for (int i = 0; i < items.Length; i++) keyed[i] = (KeysOf(items[i]), i);
        var order = Comparer<(BsonValue[] Keys, int Place)>.Create((left, right) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Compare(left, right);
        });
        CancellableSort.Run(() => Array.Sort(keyed, items, order), cancellation);
        return items;
    }

    private int Compare((BsonValue[] Keys, int Place) left, (BsonValue[] Keys, int Place) right)
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            int order = BsonOrder.Instance.Compare(left.Keys[i], right.Keys[i]);
            if (order != 0) return _keys[i].IsDescending ? -order : order;
        }
        return left.Place.CompareTo(right.Place);
    }

    private BsonValue[] KeysOf(BsonValue item)
    {
        var keys = new BsonValue[_keys.Length];
        for (int i = 0; i < keys.Length; i++) keys[i] = _keys[i].Path is { } path ? KeyOf(item, path) : item;
        return keys;
    }

    private static BsonValue KeyOf(BsonValue item, FieldPath path)
    {
        BsonValue? value = item;
        foreach (string name in path.Parts)
        {
            value = value switch
            {
                BsonDocument document => document.TryGetValue(name, out BsonValue field) ? field : null,
                BsonArray array when !ReferenceEquals(array, item) && PathValues.TryIndex(name, array.Count, out int index) => array[index],
                _ => null,
            };
            if (value is null) return BsonNull.Value;
        }
        return value;
    }

    private static FieldPath Path(string name)
    {
        if (name.Length == 0) throw DocumentException.BadValue("The $sort field cannot be empty");
        if (name.Split('.').Contains(""))
            throw DocumentException.BadValue($"The $sort field is a dotted field but has an empty part: {name}");
        return new FieldPath(name);
    }

    private static bool IsDescending(BsonValue direction) => direction is { IsNumeric: true } ? direction.ToDouble() switch
    {
        1 => false,
        -1 => true,
        _ => throw WrongDirection(),
    } : throw WrongDirection();

    private static DocumentException WrongDirection() => DocumentException.BadValue("The $sort element value must be either 1 or -1");
}
