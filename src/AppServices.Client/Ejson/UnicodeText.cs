#if NET
using System;
#endif

namespace AppServices.Ejson;

/// <summary>Checks .NET text before it becomes UTF-8: the libraries put a replacement character in the place of half a character.</summary>
internal static class UnicodeText
{
    /// <summary>The text itself.</summary>
    /// <exception cref="EjsonException">Half of a surrogate pair stands alone.</exception>
    public static string Valid(string text) => HasSurrogate(text) && HasLoneSurrogate(text)
        ? throw new EjsonException("The text is not valid Unicode: it holds half of a surrogate pair.")
        : text;

#if NET
    private static bool HasSurrogate(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;
#else
    private static bool HasSurrogate(string text)
    {
        foreach (char c in text)
            if (char.IsSurrogate(c)) return true;
        return false;
    }
#endif

    private static bool HasLoneSurrogate(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }

        return false;
    }
}
