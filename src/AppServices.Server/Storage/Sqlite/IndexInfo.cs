using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Paths;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>An index of a collection. Its entries are rows of key and document number in a table of its own.</summary>
internal sealed class IndexInfo
{
    /// <param name="id">The index's number, part of its table's name.</param>
    /// <param name="definition">What it was asked for.</param>
    /// <param name="isMultikey">Whether any document has more than one entry, because an array stands in it.</param>
    /// <exception cref="Mql.DocumentException">The definition is not valid.</exception>
    public IndexInfo(int id, IndexDefinition definition, bool isMultikey)
    {
        (Id, Definition) = (id, definition);
        Wildcard = WildcardFields.Of(definition);
        IsMultikey = isMultikey || Wildcard is not null;
        Fields = Wildcard is not null
            ? []
            : [.. definition.Fields.Select(field => new IndexField(new FieldPath(field.Name), field.Value.ToDouble() < 0))];
        Filter = definition.PartialFilter is { } filter ? PartialFilter.Parse(filter) : null;
    }

    /// <summary>The index's number, part of its table's name.</summary>
    public int Id { get; }

    /// <summary>What it was asked for.</summary>
    public IndexDefinition Definition { get; }

    /// <summary>Its name in the collection.</summary>
    public string Name => Definition.Name!;

    /// <summary>Its fields, the most important one first; none of an index of all fields.</summary>
    public IReadOnlyList<IndexField> Fields { get; }

    /// <summary>Which of all fields it is of; null for an index of given fields.</summary>
    public WildcardFields? Wildcard { get; }

    /// <summary>Which documents stand in it; null for all.</summary>
    public PartialFilter? Filter { get; }

    /// <summary>Whether no two documents may have the same key.</summary>
    public bool IsUnique => Definition.IsUnique;

    /// <summary>Whether documents without any of the fields have no entry.</summary>
    public bool IsSparse => Definition.IsSparse;

    /// <summary>Whether any document has more than one entry.</summary>
    public bool IsMultikey { get; }

    /// <summary>Whether documents may have no entry, so that it does not lead to all of them.</summary>
    public bool LeavesOut => IsSparse || Filter is not null || Wildcard is not null;

    /// <summary>The table of its entries.</summary>
    public string Table => $"i{Id}";
}

/// <summary>One field of an index.</summary>
internal sealed record IndexField(FieldPath Path, bool IsDescending);
