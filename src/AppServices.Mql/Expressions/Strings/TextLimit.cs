namespace AppServices.Mql.Expressions.Strings;

/// <summary>How long a text may become, lest one that doubles again and again takes all memory.</summary>
internal static class TextLimit
{
    // No document has room for a longer one.
    private const long Longest = 16 * 1024 * 1024;

    /// <exception cref="DocumentException">A text of this length is too long.</exception>
    public static void Check(string name, long length)
    {
        if (length >= Longest)
            throw DocumentException.Numbered(
                16493, $"{name} attempted to make a string of {length} characters, past the limit of {Longest}.");
    }
}
