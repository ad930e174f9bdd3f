using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Strings;

/// <summary><c>$trim</c>, <c>$ltrim</c> and <c>$rtrim</c>: a text without given characters, or without spaces, at its ends.</summary>
internal sealed class TrimExpression(string name, bool left, bool right, Expression input, Expression? characters) : Expression
{
    private const string Spaces = "\0 \t\n\v\f\r\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A";

    public override bool IsConstant => input.IsConstant && characters is null or { IsConstant: true };

    public override BsonValue Evaluate(EvaluationScope scope)
    {
        BsonValue? value = input.Evaluate(scope), set = characters is null ? new BsonString(Spaces) : characters.Evaluate(scope);
        if (Types.IsNullish(value)) return BsonNull.Value;
        if (value is not BsonString text)
            throw DocumentException.Numbered(
                50699, $"{name} requires its input to be a string, got {Types.Show(value)} (of type {Types.Name(value)}) instead.");
        if (Types.IsNullish(set)) return BsonNull.Value;
        return set is BsonString trimmed
            ? new BsonString(Trim(text.Value, trimmed.Value).ToString())
            : throw DocumentException.Numbered(
                50700, $"{name} requires 'chars' to be a string, got {Types.Show(set)} (of type {Types.Name(set)}) instead.");
    }

    public static TrimExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 50696, 50694, "input", "chars");
        return new TrimExpression(
            name, name != "$rtrim", name != "$ltrim", arguments.Required("input", 50695), arguments.Optional("chars"));
    }

    private ReadOnlySpan<char> Trim(ReadOnlySpan<char> text, ReadOnlySpan<char> set)
    {
        while (left && !text.IsEmpty && Contains(set, text[..CodePoints.Length(text, 0)])) text = text[CodePoints.Length(text, 0)..];
        while (right && !text.IsEmpty && Contains(set, Last(text))) text = text[..^Last(text).Length];
        return text;
    }

    private static ReadOnlySpan<char> Last(ReadOnlySpan<char> text) =>
        text.Length > 1 && char.IsSurrogatePair(text[^2], text[^1]) ? text[^2..] : text[^1..];

    private static bool Contains(ReadOnlySpan<char> set, ReadOnlySpan<char> character)
    {
        for (int i = 0; i < set.Length; i += CodePoints.Length(set, i))
            if (set.Slice(i, CodePoints.Length(set, i)).SequenceEqual(character)) return true;
        return false;
    }
}
