using System;
using System.Text;

namespace AppServices.Mql.Values;

/// <summary>
/// The order of strings by their UTF-8 bytes, which is that of their code points and not that of UTF-16 units. Half of a
/// surrogate pair has no UTF-8 and counts as U+FFFD, which is what it would be stored as.
/// </summary>
internal static class TextOrder
{
    public static int Compare(string left, string right)
    {
        int at = left.AsSpan().CommonPrefixLength(right);
        if (at == left.Length || at == right.Length) return left.Length.CompareTo(right.Length);
        char one = left[at], other = right[at];
        if (!char.IsSurrogate(one) && !char.IsSurrogate(other)) return one.CompareTo(other);
        int start = at > 0 && char.IsHighSurrogate(left[at - 1]) ? at - 1 : at;
        return ComparePoints(left.AsSpan(start), right.AsSpan(start));
    }

    /// <summary>A hash that strings of the same UTF-8 have in common.</summary>
    public static int HashOf(string text) => string.GetHashCode(
        text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text,
        StringComparison.Ordinal);

    private static int ComparePoints(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        SpanRuneEnumerator ones = left.EnumerateRunes(), others = right.EnumerateRunes();
        while (ones.MoveNext())
        {
            if (!others.MoveNext()) return 1;
            int order = ones.Current.CompareTo(others.Current);
            if (order != 0) return order;
        }
        return others.MoveNext() ? -1 : 0;
    }
}
