using System;
using System.Text;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Strings;

/// <summary>Parts of texts, counted in bytes of UTF-8 or in code points.</summary>
internal static class SubstringOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Several("$substr", 3, 3, static values => OfBytes("$substr", values));
        operators.Several("$substrBytes", 3, 3, static values => OfBytes("$substrBytes", values));
        operators.Several("$substrCP", 3, 3, OfCodePoints);
    }

    private static BsonString OfBytes(string name, BsonValue?[] values)
    {
        byte[] text = Encoding.UTF8.GetBytes(Coercion.ToText(values[0]));
        if (!Types.IsNumber(values[1]))
            throw DocumentException.Numbered(
                16034, $"{name}:  starting index must be a numeric type (is BSON type {Types.Name(values[1])})");
        if (!Types.IsNumber(values[2]))
            throw DocumentException.Numbered(16035, $"{name}:  length must be a numeric type (is BSON type {Types.Name(values[2])})");
        long start = Whole(values[1]!), length = Whole(values[2]!);
        if (start < 0) throw DocumentException.Numbered(50752, $"{name}:  starting index must be non-negative (got: {start})");
        if (start >= text.Length) return BsonString.Empty;
        long end = length < 0 || length > text.Length - start ? text.Length : start + length;
        if (IsContinued(text, start))
            throw DocumentException.Numbered(28656, $"{name}:  Invalid range, starting index is a UTF-8 continuation byte.");
        if (IsContinued(text, end))
            throw DocumentException.Numbered(28657, $"{name}:  Invalid range, ending index is in the middle of a UTF-8 character.");
        return new BsonString(Encoding.UTF8.GetString(text.AsSpan((int)start, (int)(end - start))));
    }

    private static BsonString OfCodePoints(BsonValue?[] values)
    {
        string text = Coercion.ToText(values[0]);
        int start = Index("starting index", values[1], 34450, 34451), length = Index("length", values[2], 34452, 34453);
        if (length < 0) throw DocumentException.Numbered(34454, "$substrCP: length must be a nonnegative integer.");
        if (start < 0) throw DocumentException.Numbered(34455, "$substrCP: the starting index must be nonnegative integer.");
        int from = CodePoints.Offset(text, start);
        return new BsonString(text.Substring(from, CodePoints.Offset(text.AsSpan(from), length)));
    }

    private static int Index(string what, BsonValue? value, int notNumber, int notWhole)
    {
        if (!Types.IsNumber(value))
            throw DocumentException.Numbered(notNumber, $"$substrCP: {what} must be a numeric type (is BSON type {Types.Name(value)})");
        return WholeNumber.TryInt32(value, out int whole)
            ? whole
            : throw DocumentException.Numbered(
                notWhole, $"$substrCP: {what} cannot be represented as a 32-bit integral value: {Types.Show(value)}");
    }

    // A double is cut and must fit; a decimal is rounded, and what does not fit counts as below zero.
    private static long Whole(BsonValue value)
    {
        if (value is BsonDecimal128 { Value: var number })
        {
            if (!Number.IsFinite(number)) return long.MinValue;
            BigDecimal rounded = BigDecimal.Of(number).Quantize(0, MidpointRounding.ToEven);
            return WholeNumber.TryTruncate(new BsonDecimal128(rounded.ToDecimal128()), out long near) ? near : long.MinValue;
        }
        return WholeNumber.TryTruncate(value, out long whole)
            ? whole
            : throw DocumentException.Numbered(31109, $"Can't coerce out of range value {Types.Show(value)} to long");
    }

    private static bool IsContinued(byte[] text, long index) => index < text.Length && (text[index] & 0xC0) == 0x80;
}
