using System;
using System.Collections.Specialized;
using AppServices.Bson.Parts;

namespace AppServices.Bson;

/// <summary>The deprecated value <c>undefined</c>, kept apart from null so that it goes back as it came.</summary>
public sealed class BsonUndefined
{
    private BsonUndefined()
    {
    }

    /// <summary>The only instance.</summary>
    public static BsonUndefined Value { get; } = new();

    /// <summary>The value in Extended JSON.</summary>
    public bool _undefined { get; } = true;

    /// <summary>The word <c>undefined</c>.</summary>
    public override string ToString() => "undefined";
}

/// <summary>A BSON symbol: a string of a deprecated type of its own, kept apart so that it goes back as it came.</summary>
/// <param name="name">The text.</param>
/// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
public sealed class BsonSymbol(string name) : IBsonSymbol, IEquatable<BsonSymbol>
{
    /// <summary>The value in Extended JSON.</summary>
    public string _symbol => Name;

    /// <inheritdoc/>
    string IBsonSymbol.Name => Name;

    internal string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    /// <inheritdoc/>
    public bool Equals(BsonSymbol? other) => other is not null && Name == other.Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BsonSymbol);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);

    /// <summary>The text.</summary>
    public override string ToString() => Name;
}

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
