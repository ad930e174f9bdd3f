using System;
using AppServices.Bson.Parts;

namespace AppServices.Bson;

/// <summary>JavaScript source held in a document.</summary>
/// <param name="code">The source.</param>
/// <exception cref="ArgumentNullException"><paramref name="code"/> is null.</exception>
public sealed class BsonJavaScript(string code) : IBsonJavaScript, IEquatable<BsonJavaScript>
{
    /// <summary>The value in Extended JSON.</summary>
    public string _code => Code;

    /// <inheritdoc/>
    string IBsonJavaScript.Code => Code;

    internal string Code { get; } = code ?? throw new ArgumentNullException(nameof(code));

    /// <inheritdoc/>
    public bool Equals(BsonJavaScript? other) => other is not null && Code == other.Code;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BsonJavaScript);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Code);

    /// <summary>The source.</summary>
    public override string ToString() => Code;
}
