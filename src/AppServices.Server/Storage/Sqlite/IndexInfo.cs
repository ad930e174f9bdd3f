using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Paths;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>An index of a collection. Its entries are rows of key and document number in a table of its own.</summary>
/// <param name="Id">The index's number, part of its table's name.</param>
/// <param name="Name">Its name in the collection.</param>
/// <param name="Fields">Its fields, the most important one first.</param>
/// <param name="IsUnique">Whether no two documents may have the same key.</param>
/// <param name="IsSparse">Whether documents without any of the fields have no entry.</param>
/// <param name="IsMultikey">Whether any document has more than one entry, because an array stands in it.</param>
internal sealed record IndexInfo(int Id, string Name, IReadOnlyList<IndexField> Fields, bool IsUnique, bool IsSparse, bool IsMultikey)
{
    /// <summary>The table of its entries.</summary>
    public string Table => $"i{Id}";

    /// <summary>Whether the index is what a definition asks for.</summary>
    public bool Has(IndexDefinition definition) =>
        IsUnique == definition.IsUnique && IsSparse == definition.IsSparse && Has(definition.Fields);

    /// <summary>Whether these are the fields of the index, in its order.</summary>
    public bool Has(BsonDocument fields) =>
        Fields.Count == fields.ElementCount
        && Fields.Zip(fields).All(pair =>
            pair.First.Path.Text == pair.Second.Name
            && pair.Second.Value is { IsNumeric: true } direction && pair.First.IsDescending == direction.ToDouble() < 0);
}

/// <summary>One field of an index.</summary>
internal sealed record IndexField(FieldPath Path, bool IsDescending);
