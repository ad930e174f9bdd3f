using System;
using System.Text;

namespace AppServices.Mql.Expressions.Strings;

/// <summary>Counts the code points of text; two UTF-16 units may be one.</summary>
internal static class CodePoints
{
    public static int Count(ReadOnlySpan<char> text)
    {
        int count = text.Length;
        for (int i = 1; i < text.Length; i++)
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1])) count--;
        return count;
    }

    /// <summary>Where the code point of a number begins; the end of the text where it has fewer.</summary>
    public static int Offset(ReadOnlySpan<char> text, long number)
    {
        int offset = 0;
        for (; number > 0 && offset < text.Length; number--) offset += Length(text, offset);
        return offset;
    }

    /// <summary>The units of the code point at a place.</summary>
    public static int Length(ReadOnlySpan<char> text, int offset)
    {
        Rune.DecodeFromUtf16(text[offset..], out _, out int length);
        return length;
    }
}
