using System.Collections.Generic;

namespace AppServices.Bson;

/// <summary>Equality of document values: arrays by content, everything else as it sees itself.</summary>
internal static class BsonEquality
{
    public static bool Same(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (IReadOnlyList<object?> a, IReadOnlyList<object?> b) => SameItems(a, b),
        (byte[] a, byte[] b) => System.MemoryExtensions.SequenceEqual<byte>(a, b),
        _ => Equals(left, right),
    };

    private static bool SameItems(IReadOnlyList<object?> left, IReadOnlyList<object?> right)
    {
        if (left.Count != right.Count) return false;
        for (int i = 0; i < left.Count; i++)
            if (!Same(left[i], right[i])) return false;
        return true;
    }
}
