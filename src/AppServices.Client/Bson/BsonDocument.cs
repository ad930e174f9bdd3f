using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace AppServices.Bson;

/// <summary>
/// Names and values in the order in which they were added. A name may occur more than once, as Extended JSON allows it: all pairs
/// are kept and written back, and asking by name gives the last.
/// </summary>
public sealed partial class BsonDocument : IReadOnlyList<KeyValuePair<string, object?>>, IEquatable<BsonDocument>
{
    // Below this size a walk over the names is as fast as a lookup.
    private const int IndexFrom = 24;

    private KeyValuePair<string, object?>[] pairs;
    private Dictionary<string, int>? index;

    /// <summary>An empty document.</summary>
    public BsonDocument() => pairs = [];

    /// <summary>An empty document with room for <paramref name="capacity"/> pairs.</summary>
    /// <param name="capacity">How many pairs are expected.</param>
    public BsonDocument(int capacity) => pairs = new KeyValuePair<string, object?>[capacity];

    /// <summary>Number of pairs.</summary>
    public int Count { get; private set; }

    /// <summary>The pair at a position.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is none of these.</exception>
    public KeyValuePair<string, object?> this[int index] =>
        (uint)index < (uint)Count ? pairs[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The value of a name. Reading a name that is not there gives null; writing one replaces its last value or adds it.</summary>
    /// <param name="name">Compared exactly, in case too.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public object? this[string name]
    {
        get => TryGetValue(name, out object? value) ? value : null;
        set
        {
            int at = Find(name);
            if (at < 0) Add(name, value);
            else pairs[at] = new(name, value);
        }
    }

    /// <summary>Adds a pair at the end, also when the name is there already.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public void Add(string name, object? value)
    {
        if (Count == pairs.Length) Array.Resize(ref pairs, Count == 0 ? 4 : Count * 2);
        pairs[Count] = new(name ?? throw new ArgumentNullException(nameof(name)), value);
        if (index is not null) index[name] = Count;
        Count++;
    }

    /// <summary>Whether the name occurs.</summary>
    /// <param name="name">Compared exactly, in case too.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public bool ContainsKey(string name) => Find(name) >= 0;

    /// <summary>The last value of a name.</summary>
    /// <param name="name">Compared exactly, in case too.</param>
    /// <param name="value">The value, or null.</param>
    /// <returns>Whether the name occurs.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public bool TryGetValue(string name, out object? value)
    {
        int at = Find(name);
        value = at < 0 ? null : pairs[at].Value;
        return at >= 0;
    }

    /// <summary>Whether both hold equal pairs in the same order; arrays and documents within are compared by content.</summary>
    /// <param name="other">The other document.</param>
    public bool Equals(BsonDocument? other)
    {
        if (other is null || Count != other.Count) return false;
        for (int i = 0; i < Count; i++)
            if (pairs[i].Key != other.pairs[i].Key || !BsonEquality.Same(pairs[i].Value, other.pairs[i].Value)) return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BsonDocument);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = Count;
        for (int i = 0; i < Count; i++) hash = unchecked((hash * 31) + StringComparer.Ordinal.GetHashCode(pairs[i].Key));
        return hash;
    }

    /// <summary>Names and values for people to read, such as <c>@{a=1; b=x}</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new("@{");
        for (int i = 0; i < Count; i++)
            text.Append(i == 0 ? "" : "; ").Append(pairs[i].Key).Append('=')
                .Append(Convert.ToString(pairs[i].Value, CultureInfo.InvariantCulture));
        return text.Append('}').ToString();
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return pairs[i];
    }

    private int Find(string name)
    {
        _ = name ?? throw new ArgumentNullException(nameof(name));
        if (Count >= IndexFrom) return (index ??= BuildIndex()).TryGetValue(name, out int found) ? found : -1;
        int at = Count - 1;
        while (at >= 0 && pairs[at].Key != name) at--;
        return at;
    }

    private Dictionary<string, int> BuildIndex()
    {
        Dictionary<string, int> built = new(Count, StringComparer.Ordinal);
        for (int i = 0; i < Count; i++) built[pairs[i].Key] = i;
        return built;
    }
}

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
