using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace AppServices.Bson;

// PowerShell and ConvertTo-Json know a document by its being a dictionary. A name that comes more than once counts with its last value.
[SuppressMessage("Naming", "CA1710", Justification = "A document is what the field calls it.")]
public sealed partial class BsonDocument : IDictionary
{
    /// <inheritdoc/>
    bool IDictionary.IsFixedSize => false;

    /// <inheritdoc/>
    bool IDictionary.IsReadOnly => false;

    /// <inheritdoc/>
    bool ICollection.IsSynchronized => false;

    /// <inheritdoc/>
    object ICollection.SyncRoot => this;

    /// <inheritdoc/>
    ICollection IDictionary.Keys => Last().Select(pair => pair.Key).ToArray();

    /// <inheritdoc/>
    ICollection IDictionary.Values => Last().Select(pair => pair.Value).ToArray();

    /// <inheritdoc/>
    object? IDictionary.this[object key]
    {
        get => key is string name ? this[name] : null;
        set => this[Name(key)] = value;
    }

    /// <inheritdoc/>
    void IDictionary.Add(object key, object? value) => Add(Name(key), value);

    /// <inheritdoc/>
    bool IDictionary.Contains(object key) => key is string name && ContainsKey(name);

    /// <inheritdoc/>
    void IDictionary.Clear() => Replace([]);

    /// <inheritdoc/>
    void IDictionary.Remove(object key) => Replace(this.Where(pair => !pair.Key.Equals(key as string, StringComparison.Ordinal)).ToArray());

    /// <inheritdoc/>
    void ICollection.CopyTo(Array array, int index)
    {
        foreach (KeyValuePair<string, object?> pair in Last()) array.SetValue(new DictionaryEntry(pair.Key, pair.Value), index++);
    }

    /// <inheritdoc/>
    IDictionaryEnumerator IDictionary.GetEnumerator() => ((IDictionary)Ordered(value => value)).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A copy, whose documents and those in its arrays are copies, too, in a type that keeps its order everywhere.</summary>
    internal OrderedDictionary ToDictionary() => Ordered(Copy);

    private static object? Copy(object? value) => value switch
    {
        BsonDocument document => document.ToDictionary(),
        object?[] items => items.Select(Copy).ToArray(),
        _ => value,
    };

    private static string Name(object key) =>
        key as string ?? throw new ArgumentException("The names of a document are text.", nameof(key));

    private OrderedDictionary Ordered(Func<object?, object?> copy)
    {
        OrderedDictionary ordered = new(Count, StringComparer.Ordinal);
        foreach (KeyValuePair<string, object?> pair in Last()) ordered[pair.Key] = copy(pair.Value);
        return ordered;
    }

    private IEnumerable<KeyValuePair<string, object?>> Last() => pairs.Take(Count).Where((pair, at) => Find(pair.Key) == at);

    private void Replace(KeyValuePair<string, object?>[] left)
    {
        pairs = left;
        Count = left.Length;
        index = null;
    }
}
