using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace AppServices.Server.Bson;

/// <summary>Names of fields as BSON has them, so that a document's can be compared without being read. They are few.</summary>
internal sealed class FieldNames(IEnumerable<string> names)
{
    private readonly (byte[] Utf8, string Name)[] _names = [.. names.Select(name => (Encoding.UTF8.GetBytes(name), name))];

    /// <summary>How many there are.</summary>
    public int Count => _names.Length;

    /// <summary>The name that some bytes are; null for none of these.</summary>
    public string? Find(ReadOnlySpan<byte> utf8)
    {
        foreach ((byte[] known, string name) in _names)
            if (utf8.SequenceEqual(known)) return name;
        return null;
    }
}
