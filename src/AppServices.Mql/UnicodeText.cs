using System;
using System.Text;

namespace AppServices.Mql;

/// <summary>Texts as UTF-8 can have them.</summary>
internal static class UnicodeText
{
    /// <summary>The text with U+FFFD in place of each half of a surrogate pair, which a JavaScript string may hold.</summary>
    public static string WellFormed(string text) =>
        text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
