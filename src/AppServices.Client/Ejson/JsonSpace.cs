using System;

namespace AppServices.Ejson;

/// <summary>What may stand between the parts of a JSON text.</summary>
internal static class JsonSpace
{
    /// <summary>Whether it is space.</summary>
    public static bool Is(byte character) => character is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>How much of it a text begins with.</summary>
    public static int CountBefore(ReadOnlySpan<byte> text)
    {
        int count = 0;
        while (count < text.Length && Is(text[count])) count++;
        return count;
    }

    /// <summary>Whether a text is nothing else.</summary>
    public static bool IsAll(ReadOnlySpan<byte> text) => CountBefore(text) == text.Length;
}
