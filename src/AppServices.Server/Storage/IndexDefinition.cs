using System;
using System.Linq;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>An index as it is asked for.</summary>
/// <param name="Fields">
/// Its fields with 1 or -1 each, such as <c>{ owner: 1, date: -1 }</c>; <c>$**</c> in it stands for all fields.
/// </param>
internal sealed record IndexDefinition(BsonDocument Fields)
{
    private const string Filtered = "partialFilterExpression", Expires = "expireAfterSeconds", Projected = "wildcardProjection";

    /// <summary>The index that each collection has of its own.</summary>
    public static IndexDefinition Ids { get; } = new(new BsonDocument("_id", 1)) { Name = "_id_", IsUnique = true };

    /// <summary>The name; made of the fields unless set.</summary>
    public string? Name { get; init; }

    /// <summary>Whether no two documents may have the same values.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Whether documents without any of the fields are left out.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Which documents stand in it, as a query; null for all.</summary>
    public BsonDocument? PartialFilter { get; init; }

    /// <summary>How many seconds after the date in its field a document is deleted; null for never.</summary>
    public int? ExpireAfterSeconds { get; init; }

    /// <summary>Which fields an index of all fields is of, or is not of; null for all but <c>_id</c>.</summary>
    public BsonDocument? WildcardProjection { get; init; }

    /// <summary>What it has besides fields, name, uniqueness and sparseness, named as MongoDB does; null for nothing.</summary>
    public BsonDocument? Options
    {
        get
        {
            var options = new BsonDocument();
            if (ExpireAfterSeconds is { } seconds) options[Expires] = seconds;
            if (PartialFilter is not null) options[Filtered] = PartialFilter;
            if (WildcardProjection is not null) options[Projected] = WildcardProjection;
            return options.ElementCount > 0 ? options : null;
        }
        init
        {
            if (value is null) return;
            ExpireAfterSeconds = value.TryGetValue(Expires, out BsonValue seconds) ? seconds.ToInt32() : null;
            PartialFilter = value.GetValue(Filtered, BsonNull.Value) as BsonDocument;
            WildcardProjection = value.GetValue(Projected, BsonNull.Value) as BsonDocument;
        }
    }

    /// <summary>The name that it has, or that is made of the fields, such as <c>owner_1_date_-1</c>.</summary>
    public string NameOrMade => Name ?? string.Join(
        '_', Fields.Select(static each => $"{each.Name}_{(each.Value.IsNumeric ? each.Value : Types.Show(each.Value))}"));

    /// <summary>Whether two are the same index to MongoDB, whatever their names: such cannot be beside each other.</summary>
    public bool IsEquivalentTo(IndexDefinition other) =>
        HasFields(other.Fields) && IsUnique == other.IsUnique && IsSparse == other.IsSparse
        && Equals(PartialFilter, other.PartialFilter) && Equals(WildcardProjection, other.WildcardProjection);

    /// <summary>Whether it has these fields, in this order and with these directions.</summary>
    public bool HasFields(BsonDocument fields)
    {
        if (Fields.ElementCount != fields.ElementCount) return false;
        for (int i = 0; i < fields.ElementCount; i++)
        {
            BsonElement own = Fields.GetElement(i), other = fields.GetElement(i);
            bool isSame = own.Value.IsNumeric && other.Value.IsNumeric
                ? Math.Sign(own.Value.ToDouble()) == Math.Sign(other.Value.ToDouble())
                : own.Value == other.Value;
            if (own.Name != other.Name || !isSame) return false;
        }
        return true;
    }

    /// <summary>Whether it leads to the documents with whatever value in a field.</summary>
    public bool CanSeek(string field) => PartialFilter is null && Fields.GetElement(0).Name == field;

    /// <summary>The index as MongoDB tells of it.</summary>
    public BsonDocument Describe()
    {
        var described = new BsonDocument { ["v"] = 2, ["key"] = Fields, ["name"] = Name };
        if (IsUnique && Name != Ids.Name) described["unique"] = true;
        if (IsSparse) described["sparse"] = true;
        if (Options is { } options) described.AddRange(options);
        return described;
    }
}

/// <summary>How often an index was used.</summary>
/// <param name="Index">The index.</param>
/// <param name="Count">How many searches went by it.</param>
/// <param name="Since">Since when they are counted.</param>
internal sealed record IndexUse(IndexDefinition Index, long Count, DateTimeOffset Since);
