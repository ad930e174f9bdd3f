using System;
#if NET
using System.Text;
#endif
using System.Text.Json;

namespace AppServices.Ejson;

/// <summary>
/// Remembers field names, because a reply of a thousand documents has the same dozen names a thousand times. Names share a slot by
/// hash, the last one wins; threads may race for a slot, which costs a string and nothing else.
/// </summary>
internal sealed class NameTable
{
    private const int Slots = 128;
    private const int MaxNameLength = 48;

    private string?[]? names;

    /// <summary>The property name that the reader stands on.</summary>
    public string Get(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped) return JsonText.String(ref reader);
        ReadOnlySpan<byte> utf8 = reader.ValueSpan;
        if (utf8.Length is 0 or > MaxNameLength) return JsonText.String(ref reader);
        ref string? slot = ref (names ??= new string?[Slots])[Slot(utf8)];
        string? known = slot;
        return known is not null && Same(utf8, known) ? known : slot = JsonText.String(ref reader);
    }

    private static int Slot(ReadOnlySpan<byte> utf8)
    {
        uint last = utf8[utf8.Length - 1], middle = utf8[utf8.Length >> 1];
        return unchecked((int)((utf8[0] | (last << 8) | (middle << 16) | ((uint)utf8.Length << 24)) * 2654435761u >> 25));
    }

#if NET
    // Text beyond ASCII has fewer characters than bytes or is not equal to them, so it is never found, only read again.
    private static bool Same(ReadOnlySpan<byte> utf8, string name) => Ascii.Equals(utf8, name);
#else
    private static bool Same(ReadOnlySpan<byte> utf8, string name)
    {
        if (utf8.Length != name.Length) return false;
        for (int i = 0; i < utf8.Length; i++)
            if (utf8[i] != name[i] || utf8[i] > 0x7F) return false;
        return true;
    }
#endif
}
