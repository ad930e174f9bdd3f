using System;
using System.Collections.Specialized;
using AppServices.Bson.Parts;

namespace AppServices.Bson;

/// <summary>A reference to a document, of the deprecated DBPointer type. (A DBRef is an ordinary document.)</summary>
/// <param name="ns">Database and collection, such as <c>shop.orders</c>.</param>
/// <param name="id">The document's id.</param>
/// <exception cref="ArgumentNullException"><paramref name="ns"/> is null.</exception>
public sealed class BsonDBPointer(string ns, ObjectId id) : IBsonDBPointer, IEquatable<BsonDBPointer>
{
    /// <summary>The value in Extended JSON.</summary>
    public OrderedDictionary _dbPointer => new() { ["$ref"] = Namespace, ["$id"] = Id };

    /// <inheritdoc/>
    string IBsonDBPointer.Namespace => Namespace;

    /// <inheritdoc/>
    ObjectId IBsonDBPointer.Id => Id;

    internal string Namespace { get; } = ns ?? throw new ArgumentNullException(nameof(ns));

    internal ObjectId Id { get; } = id;

    /// <inheritdoc/>
    public bool Equals(BsonDBPointer? other) => other is not null && Namespace == other.Namespace && Id == other.Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BsonDBPointer);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((StringComparer.Ordinal.GetHashCode(Namespace) * 31) + Id.GetHashCode());

    /// <summary>Namespace and id, such as <c>shop.orders/6650a1f2c3d4e5f6a7b8c9d0</c>.</summary>
    public override string ToString() => $"{Namespace}/{Id}";
}
