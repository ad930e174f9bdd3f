using System;

namespace AppServices.Server.Storage.Sqlite.Planning;

/// <summary>Keys from <paramref name="Low"/>, which is included, up to <paramref name="High"/>, which is not.</summary>
/// <param name="Low">The least key.</param>
/// <param name="High">What all keys are less than.</param>
/// <param name="IsPoint">Whether the range holds the keys of one value.</param>
internal readonly record struct KeyRange(byte[] Low, byte[] High, bool IsPoint)
{
    /// <summary>All keys that begin with a prefix.</summary>
    public static KeyRange Of(byte[] prefix, bool isPoint = false) => new(prefix, Successor(prefix), isPoint);

    /// <summary>Whether no key can be in the range.</summary>
    public bool IsEmpty => Low.AsSpan().SequenceCompareTo(High) >= 0;

    /// <summary>The keys that are in both.</summary>
    public KeyRange Intersect(KeyRange other) => new(
        Low.AsSpan().SequenceCompareTo(other.Low) >= 0 ? Low : other.Low,
        High.AsSpan().SequenceCompareTo(other.High) <= 0 ? High : other.High,
        IsPoint || other.IsPoint);

    /// <summary>The same range behind a prefix.</summary>
    public KeyRange After(byte[] prefix) => prefix.Length == 0 ? this : new([.. prefix, .. Low], [.. prefix, .. High], IsPoint);

    /// <summary>The least key that is greater than all keys that begin with a prefix.</summary>
    public static byte[] Successor(byte[] prefix)
    {
        int length = prefix.Length;
        while (length > 0 && prefix[length - 1] == 0xFF) length--;
        if (length == 0) return [0xFF, 0xFF, 0xFF, 0xFF];       // no rank is that great, nor its opposite
        byte[] next = prefix[..length];
        next[^1]++;
        return next;
    }
}
