using System;
using System.Text;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Strings;

/// <summary>
/// <c>$replaceOne</c> and <c>$replaceAll</c>: a text with another in place of the first, or of every, occurrence of a third.
/// </summary>
internal sealed class ReplaceExpression(string name, Expression input, Expression find, Expression replacement) : Expression
{
    public override bool IsConstant => input.IsConstant && find.IsConstant && replacement.IsConstant;

    public override BsonValue Evaluate(EvaluationScope scope)
    {
        string? text = Text(scope, input, "input", 10503904), old = Text(scope, find, "find", 10503901),
            @new = Text(scope, replacement, "replacement", 10503902);
        if (text is null || old is null || @new is null) return BsonNull.Value;
        bool isOne = name == "$replaceOne";
        int places = isOne ? 1 : old.Length == 0 ? text.Length + 1 : text.AsSpan().Count(old);
        TextLimit.Check(name, text.Length + (long)places * (@new.Length - old.Length));
        if (isOne) return new BsonString(One(text, old, @new));
        return new BsonString(old.Length == 0 ? Between(text, @new) : text.Replace(old, @new, StringComparison.Ordinal));
    }

    public static ReplaceExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 51751, 51750, "input", "find", "replacement");
        return new ReplaceExpression(
            name, arguments.Required("input", 51749), arguments.Required("find", 51748), arguments.Required("replacement", 51747));
    }

    private string? Text(EvaluationScope scope, Expression operand, string parameter, int notText) => operand.Evaluate(scope) switch
    {
        BsonString text => text.Value,
        var value when Types.IsNullish(value) => null,
        var value =>
            throw DocumentException.Numbered(notText, $"{name} requires that '{parameter}' be a string, found: {Types.Show(value)}"),
    };

    private static string One(string text, string old, string @new)
    {
        int found = text.IndexOf(old, StringComparison.Ordinal);
        return found < 0 ? text : string.Concat(text.AsSpan(0, found), @new, text.AsSpan(found + old.Length));
    }

    // Nothing is found in front of every character, and at the end.
    private static string Between(string text, string @new)
    {
        var result = new StringBuilder(@new);
        for (int i = 0, length; i < text.Length; i += length)
        {
            length = CodePoints.Length(text, i);
            result.Append(text.AsSpan(i, length)).Append(@new);
        }
        return result.ToString();
    }
}
