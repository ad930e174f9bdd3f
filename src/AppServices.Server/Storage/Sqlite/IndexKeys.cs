using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>The keys under which a document stands in an index.</summary>
internal static class IndexKeys
{
    /// <summary>
    /// The keys: one for each item where an array stands in a field. A missing value counts as null, an empty array as
    /// undefined. None in a sparse index that has none of the fields, and none in one of a part of the collection that it is not in.
    /// </summary>
    /// <exception cref="DocumentException">Arrays stand in two of the fields.</exception>
    public static IReadOnlyList<byte[]> Of(BsonDocument document, IndexInfo index)
    {
        if (index.Filter?.Includes(document) == false) return [];
        if (index.Wildcard is { } wildcard) return wildcard.KeysOf(document);
        var values = new BsonValue?[index.Fields.Count][];
        int several = 0;
        for (int i = 0; i < values.Length; i++)
        {
            var all = new AllValues();
            PathValues.Any(document, index.Fields[i].Path, opensArrays: false, all, CancellationToken.None);
            values[i] = all.Distinct();
            if (values[i].Length > 1 && ++several > 1)
                throw new DocumentException(171, "CannotIndexParallelArrays", $"cannot index parallel arrays in index '{index.Name}'");
        }
        if (index.IsSparse && values.All(field => field is [null])) return [];
        return Combine(values, index);
    }

    private static byte[][] Combine(BsonValue?[][] values, IndexInfo index)
    {
        var keys = new byte[values.Max(field => field.Length)][];
        for (int n = 0; n < keys.Length; n++)
        {
            var key = new ArrayBufferWriter<byte>(32);
            for (int i = 0; i < values.Length; i++)
                Append(key, values[i][Math.Min(n, values[i].Length - 1)] ?? BsonNull.Value, index.Fields[i].IsDescending);
            keys[n] = key.WrittenSpan.ToArray();
        }
        return keys;
    }

    private static void Append(ArrayBufferWriter<byte> key, BsonValue value, bool descending)
    {
        if (descending) KeyEncoder.AppendDescending(key, value);
        else KeyEncoder.Append(key, value);
    }

    private sealed class AllValues : IValueMatcher
    {
        private readonly List<BsonValue?> _values = [];

        public bool Holds(BsonValue? value)
        {
            if (value is BsonArray { Count: > 0 } array) _values.AddRange(array);
            else _values.Add(value is BsonArray ? BsonUndefined.Value : value);
            return false;
        }

        public BsonValue?[] Distinct()
        {
            if (_values.Count == 0) return [null];
            if (_values.Count == 1) return [_values[0]];
            _values.Sort(BsonOrder.Instance);
            int last = 0;
            for (int i = 1; i < _values.Count; i++)
                if (!BsonOrder.AreEqual(_values[last], _values[i])) _values[++last] = _values[i];
            return _values.Take(last + 1).ToArray();
        }
    }
}
