using System;
using System.Text;
using AppServices.Mql.Expressions.Arrays;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Strings;

/// <summary>Texts put together, taken apart, measured and compared.</summary>
internal static class TextOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Add("$concat", static (name, operand, parser) => new ConcatenationExpression(Arguments.Parse(name, operand, parser)));
        operators.Unary("$toLower", static value => new BsonString(ToLower(Coercion.ToText(value))));
        operators.Unary("$toUpper", static value => new BsonString(ToUpper(Coercion.ToText(value))));
        operators.Binary("$strcasecmp", static (left, right) =>
            new BsonInt32(Math.Sign(TextOrder.Compare(ToUpper(Coercion.ToText(left)), ToUpper(Coercion.ToText(right))))));
        operators.Unary("$strLenBytes", static value => value is BsonString text
            ? new BsonInt32(Encoding.UTF8.GetByteCount(text.Value))
            : throw DocumentException.Numbered(34473, $"$strLenBytes requires a string argument, found: {Types.Name(value)}"));
        operators.Unary("$strLenCP", static value => value is BsonString text
            ? new BsonInt32(CodePoints.Count(text.Value))
            : throw DocumentException.Numbered(34471, $"$strLenCP requires a string argument, found: {Types.Name(value)}"));
        operators.Binary("$split", Split);
    }

    private static BsonValue Split(BsonValue? value, BsonValue? separator)
    {
        if (Types.IsNullish(value) || Types.IsNullish(separator)) return BsonNull.Value;
        if (value is not BsonString text)
            throw DocumentException.Numbered(
                40085, $"$split requires an expression that evaluates to a string as a first argument, found: {Types.Name(value)}");
        if (separator is not BsonString mark)
            throw DocumentException.Numbered(
                10503900, $"$split requires an expression that evaluates to a string as a second argument, found: {Types.Name(separator)}");
        if (mark.Value.Length == 0) throw DocumentException.Numbered(40087, "$split requires a non-empty separator");
        ArrayLimit.Check("$split", text.Value.AsSpan().Count(mark.Value));
        var parts = new BsonArray();
        foreach (string part in text.Value.Split(mark.Value)) parts.Add(new BsonString(part));
        return parts;
    }

    // Letters of other alphabets have no case here, as they have none in MongoDB.
    private static string ToLower(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (int i = 0; i < target.Length; i++) target[i] = source[i] is >= 'A' and <= 'Z' ? (char)(source[i] | 0x20) : source[i];
    });

    private static string ToUpper(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (int i = 0; i < target.Length; i++) target[i] = source[i] is >= 'a' and <= 'z' ? (char)(source[i] & ~0x20) : source[i];
    });

    /// <summary><c>$concat</c>: texts one after the other.</summary>
    private sealed class ConcatenationExpression(Expression[] operands) : Expression
    {
        public override bool IsConstant => AreConstant(operands);

        public override BsonValue Evaluate(EvaluationScope scope)
        {
            var parts = new string[operands.Length];
            long length = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                BsonValue? value = operands[i].Evaluate(scope);
                if (Types.IsNullish(value)) return BsonNull.Value;
                if (value is not BsonString part)
                    throw DocumentException.Numbered(16702, $"$concat only supports strings, not {Types.Name(value)}");
                parts[i] = part.Value;
                length += parts[i].Length;
                TextLimit.Check("$concat", length);
            }
            return new BsonString(string.Concat(parts));
        }
    }
}
