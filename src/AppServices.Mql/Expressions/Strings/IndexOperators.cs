using System;
using System.Text;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Strings;

/// <summary>Where a text is within another.</summary>
internal static class IndexOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Several(
            "$indexOfBytes", 2, 4,
            static values => Texts("$indexOfBytes", 40091, 40092, values) is { } texts ? OfBytes(texts, values) : BsonNull.Value);
        operators.Several(
            "$indexOfCP", 2, 4,
            static values => Texts("$indexOfCP", 40093, 40094, values) is { } texts ? OfCodePoints(texts, values) : BsonNull.Value);
    }

    /// <summary>The place that a search begins or ends at.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="values">Its operands.</param>
    /// <param name="index">Which of them the place is.</param>
    /// <param name="otherwise">The place where it is not given.</param>
    /// <param name="notWhole">The number of the error that it is no whole number.</param>
    /// <param name="negative">The number of the error that it is below zero.</param>
    /// <exception cref="DocumentException">It is no whole number from zero on.</exception>
    public static int Bound(
        string name, BsonValue?[] values, int index, int otherwise, int notWhole = 40096, int negative = 40097)
    {
        if (index >= values.Length) return otherwise;
        string which = index == 2 ? "starting" : "ending";
        if (!WholeNumber.TryInt32(values[index], out int bound))
            throw DocumentException.Numbered(notWhole, $"{name} requires an integral {which} index, found: {Types.Show(values[index])}");
        return bound >= 0
            ? bound
            : throw DocumentException.Numbered(negative, $"{name} requires a nonnegative {which} index, found: {bound}");
    }

    private static (string Text, string Part)? Texts(string name, int notText, int notPart, BsonValue?[] values)
    {
        if (Types.IsNullish(values[0])) return null;
        if (values[0] is not BsonString text)
            throw DocumentException.Numbered(notText, $"{name} requires a string as the first argument, found: {Types.Name(values[0])}");
        if (values[1] is not BsonString part)
            throw DocumentException.Numbered(notPart, $"{name} requires a string as the second argument, found: {Types.Name(values[1])}");
        return (text.Value, part.Value);
    }

    private static BsonInt32 OfBytes((string Text, string Part) texts, BsonValue?[] values)
    {
        byte[] text = Encoding.UTF8.GetBytes(texts.Text);
        int start = Bound("$indexOfBytes", values, 2, 0), end = Math.Min(Bound("$indexOfBytes", values, 3, text.Length), text.Length);
        int found = start > end ? -1 : text.AsSpan(start, end - start).IndexOf(Encoding.UTF8.GetBytes(texts.Part));
        return new BsonInt32(found < 0 ? -1 : found + start);
    }

    private static BsonInt32 OfCodePoints((string Text, string Part) texts, BsonValue?[] values)
    {
        ReadOnlySpan<char> text = texts.Text;
        int count = CodePoints.Count(text);
        int start = Bound("$indexOfCP", values, 2, 0), end = Bound("$indexOfCP", values, 3, count);
        if (start == 0 && texts is { Text: "", Part: "" }) return new BsonInt32(0);
        if (start >= Math.Min(end, count)) return new BsonInt32(-1);
        int from = CodePoints.Offset(text, start);
        // Where it begins has to lie before the end, not where it ends.
        int found = text[from..].IndexOf(texts.Part, StringComparison.Ordinal);
        int place = found < 0 ? -1 : start + CodePoints.Count(text.Slice(from, found));
        return new BsonInt32(place < end ? place : -1);
    }
}
