using System;
using System.Text.RegularExpressions;

namespace AppServices.Bson;

/// <summary>Translates between .NET's regular expression options and the database's letters.</summary>
internal static class RegexOptionLetters
{
    // How .NET runs the match (compiled, without backtracking), not what matches.
    private const RegexOptions WithoutMeaning = RegexOptions.Compiled | RegexOptions.CultureInvariant | (RegexOptions)0x400;

    private const RegexOptions Known =
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace;

    public static string From(RegexOptions options)
    {
        RegexOptions unknown = options & ~(WithoutMeaning | Known);
        if (unknown != RegexOptions.None)
            throw new ArgumentException($"The database has no regular expression option like .NET's {unknown}. Use a pattern that does without it.", nameof(options));
        return ((options & RegexOptions.IgnoreCase) != 0 ? "i" : "")
            + ((options & RegexOptions.Multiline) != 0 ? "m" : "")
            + ((options & RegexOptions.Singleline) != 0 ? "s" : "")
            + ((options & RegexOptions.IgnorePatternWhitespace) != 0 ? "x" : "");
    }

    public static RegexOptions Parse(string letters)
    {
        RegexOptions options = RegexOptions.None;
        foreach (char letter in letters)
        {
            options |= letter switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                _ => throw new ArgumentException($".NET has no regular expression option like the database's '{letter}'.", nameof(letters)),
            };
        }

        return options;
    }
}
