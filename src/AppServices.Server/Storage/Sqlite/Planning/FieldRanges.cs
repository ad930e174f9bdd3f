using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Queries;
using AppServices.Mql.Queries.Matchers;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite.Planning;

/// <summary>
/// The ranges of an index field that hold every value for which a matcher can be true. They may hold more: every document that
/// an index leads to is matched again.
/// </summary>
internal static class FieldRanges
{
    /// <summary>The ranges in ascending order of keys; null when an index cannot help.</summary>
    public static IReadOnlyList<KeyRange>? Of(ValueMatcher matcher, bool isDescending) => matcher switch
    {
        ComparisonMatcher comparison when Of(comparison, isDescending) is { } range => [range],
        InMatcher { HasPatterns: false } list => Of(list, isDescending),
        _ => null,
    };

    private static KeyRange[]? Of(InMatcher list, bool isDescending)
    {
        var ranges = new KeyRange[list.Values.Count];
        for (int i = 0; i < ranges.Length; i++)
        {
            if (Of(new ComparisonMatcher(Comparison.Equal, list.Values[i]), isDescending) is not { } range) return null;
            ranges[i] = range;
        }
        return ranges.OrderBy(range => range.Low, KeyComparer.Instance).DistinctBy(range => range.Low, KeyComparer.Instance).ToArray();
    }

    private static KeyRange? Of(ComparisonMatcher matcher, bool isDescending)
    {
        // An array is in an index item by item; NaN, and the keys that compare with everything, have no range of one kind.
        if (matcher.Operand is BsonArray or BsonMinKey or BsonMaxKey || NumberOrder.IsNaN(matcher.Operand)) return null;
        if (matcher.Operand is BsonNull or BsonUndefined) return OfNull(matcher.Comparison, isDescending);
        byte[] key = Turn(KeyEncoder.Encode(matcher.Operand), isDescending);
        KeyRange kind = KeyRange.Of(key[..1]);
        return (matcher.Comparison, isDescending) switch
        {
            (Comparison.Equal, _) => KeyRange.Of(key, isPoint: true),
            (Comparison.Less, false) or (Comparison.Greater, true) => kind with { High = key },
            (Comparison.LessOrEqual, false) or (Comparison.GreaterOrEqual, true) => kind with { High = KeyRange.Successor(key) },
            (Comparison.Greater, false) or (Comparison.Less, true) => kind with { Low = KeyRange.Successor(key) },
            _ => kind with { Low = key },
        };
    }

    // Missing values are null in an index, and null equals undefined.
    private static KeyRange? OfNull(Comparison comparison, bool isDescending)
    {
        if (comparison is Comparison.Less or Comparison.Greater) return new KeyRange([], [], IsPoint: false);
        byte[] one = Turn([TypeOrder.Undefined], isDescending), other = Turn([TypeOrder.Null], isDescending);
        return isDescending
            ? new KeyRange(other, KeyRange.Successor(one), IsPoint: false)
            : new KeyRange(one, KeyRange.Successor(other), IsPoint: false);
    }

    private static byte[] Turn(byte[] key, bool isDescending)
    {
        if (isDescending)
            foreach (ref byte part in key.AsSpan()) part = (byte)~part;
        return key;
    }
}
