using System;
using System.Collections.Specialized;
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

/// <summary>JavaScript source with the variables it sees.</summary>
/// <param name="code">The source.</param>
/// <param name="scope">Names and values of the variables.</param>
/// <exception cref="ArgumentNullException">An argument is null.</exception>
public sealed class BsonJavaScriptWithScope(string code, BsonDocument scope) : IBsonJavaScriptWithScope, IEquatable<BsonJavaScriptWithScope>
{
    /// <summary>The source in Extended JSON.</summary>
    public string _code => Code;

    /// <summary>The variables in Extended JSON.</summary>
    public OrderedDictionary _scope => Scope.ToDictionary();

    /// <inheritdoc/>
    string IBsonJavaScript.Code => Code;

    /// <inheritdoc/>
    BsonDocument IBsonJavaScriptWithScope.Scope => Scope;

    internal string Code { get; } = code ?? throw new ArgumentNullException(nameof(code));

    internal BsonDocument Scope { get; } = scope ?? throw new ArgumentNullException(nameof(scope));

    /// <inheritdoc/>
    public bool Equals(BsonJavaScriptWithScope? other) => other is not null && Code == other.Code && Scope.Equals(other.Scope);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BsonJavaScriptWithScope);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Code);

    /// <summary>The source, without the scope.</summary>
    public override string ToString() => Code;
}
