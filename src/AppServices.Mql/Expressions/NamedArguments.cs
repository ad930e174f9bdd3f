using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>Reads the operands of an operator that have names, as in <c>{ $filter: { input: ..., cond: ... } }</c>.</summary>
internal readonly struct NamedArguments
{
    private readonly string _name;
    private readonly BsonDocument _operands;
    private readonly ExpressionParser _parser;

    /// <param name="name">The operator.</param>
    /// <param name="operand">Its operand, which must be a document.</param>
    /// <param name="parser">Parses what the operands are.</param>
    /// <param name="notDocument">The number of the error that it is none.</param>
    /// <param name="unknown">The number of the error that an operand has a name the operator does not know.</param>
    /// <param name="known">The names it knows.</param>
    /// <exception cref="DocumentException">The operand is no document, or one with other names.</exception>
    public NamedArguments(
        string name, BsonValue operand, ExpressionParser parser, int notDocument, int unknown, params ReadOnlySpan<string> known)
    {
        _name = name;
        _parser = parser;
        _operands = operand as BsonDocument
            ?? throw DocumentException.Numbered(
                notDocument, $"{name} only supports an object as its argument, not a value of type {Types.Name(operand)}");
        foreach (string given in _operands.Names)
            if (known.IndexOf(given) < 0) throw DocumentException.Numbered(unknown, $"Unrecognized argument to {name}: '{given}'");
    }

    /// <summary>An operand as it is written.</summary>
    /// <returns>Null when it is not there.</returns>
    public BsonValue? Raw(string name) => _operands.TryGetValue(name, out BsonValue value) ? value : null;

    /// <exception cref="DocumentException">The operand is not there.</exception>
    public BsonValue Raw(string name, int missing) => Raw(name) ?? throw Missing(name, missing);

    /// <returns>The operand; null when it is not there.</returns>
    public Expression? Optional(string name) => Raw(name) is { } value ? _parser.Parse(value) : null;

    /// <exception cref="DocumentException">The operand is not there.</exception>
    public Expression Required(string name, int missing) => _parser.Parse(Raw(name, missing));

    private DocumentException Missing(string name, int code) => DocumentException.Numbered(code, $"Missing '{name}' parameter to {_name}");
}
