using System;
using AppServices.Bson.Parts;

namespace AppServices.Bson;

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
