using System.Text;

namespace AppServices.Mql.Expressions;

/// <summary>How long a text may become, lest one that doubles again and again takes all memory.</summary>
internal static class TextLimit
{
    // No document has room for a longer one.
    private const long Longest = 16 * 1024 * 1024;

    /// <summary>A text that an expression is given as it is.</summary>
    /// <exception cref="DocumentException">It is too long.</exception>
    public static void Check(string text)
    {
        const int bytesOfLetter = 3;
        if (text.Length >= Longest / bytesOfLetter) Check("an expression", Encoding.UTF8.GetByteCount(text));
    }

    /// <exception cref="DocumentException">A text of this length is too long.</exception>
    public static void Check(string name, long length)
    {
        if (length >= Longest)
            throw DocumentException.Numbered(
                16493, $"{name} attempted to make a string of {length} characters, past the limit of {Longest}.");
    }
}
