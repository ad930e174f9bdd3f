using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Sorting;

/// <summary>
/// An order of documents such as <c>{ price: -1, name: 1 }</c>. An array sorts by its least item where the order ascends and
/// by its greatest where it descends; a missing value sorts as null.
/// </summary>
internal sealed class SortOrder
{
    private const int MaxFields = 32;

    private readonly SortField[] _fields;

    private SortOrder(SortField[] fields) => _fields = fields;

    /// <summary>No order at all.</summary>
    public static SortOrder None { get; } = new([]);

    /// <summary>The fields, the most important one first; none for no order.</summary>
    public IReadOnlyList<SortField> Fields => _fields;

    /// <exception cref="DocumentException">The specification is not valid.</exception>
    public static SortOrder Parse(BsonDocument specification)
    {
        if (specification.ElementCount > MaxFields)
            throw DocumentException.Numbered(
                13103, $"too many compound keys: {specification.ElementCount}, at most {MaxFields} are allowed");
        return new SortOrder(specification.Select(Parse).ToArray());
    }

    /// <summary>What a document sorts by.</summary>
    public BsonValue[] Key(BsonDocument document)
    {
        var key = new BsonValue[_fields.Length];
        for (int i = 0; i < key.Length; i++) key[i] = _fields[i].Key(document);
        return key;
    }

    /// <summary>Compares what <see cref="Key"/> returned.</summary>
    public int CompareKeys(BsonValue[] left, BsonValue[] right)
    {
        for (int i = 0; i < left.Length; i++)
            if (Compare(i, left[i], right[i]) is not 0 and int order) return order;
        return 0;
    }

    /// <summary>Compares two keys of one field.</summary>
    public int Compare(int field, BsonValue left, BsonValue right)
    {
        int order = BsonOrder.Instance.Compare(left, right);
        return _fields[field].IsDescending ? -order : order;
    }

    private static SortField Parse(BsonElement element)
    {
        if (element.Value is BsonDocument)
            throw DocumentException.Unsupported($"$sort by an expression, as for '{element.Name}', is not supported.");
        if (element.Value is not { IsNumeric: true } direction)
            throw DocumentException.Numbered(15974, $"Illegal key in $sort specification: {element.Name}: {Types.Show(element.Value)}");
        long sign = WholeNumber.Coerce(direction);
        if (sign is not (1 or -1))
            throw DocumentException.Numbered(15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)");
        if (element.Name.Length == 0) throw DocumentException.BadValue("FieldPath cannot be constructed with empty string");
        string[] names = element.Name.Split('.');
        if (names.Contains("")) throw DocumentException.Numbered(15998, "FieldPath field names may not be empty strings.");
        if (names.Any(static name => name is ['$', ..] && !FieldPath.IsOfReference(name)))
            throw DocumentException.Numbered(
                16410, $"FieldPath field names may not start with '$'. Consider using $getField or $setField, not '{element.Name}'.");
        return new SortField(new FieldPath(element.Name), IsDescending: sign < 0);
    }
}
