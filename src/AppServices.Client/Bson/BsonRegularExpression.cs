using System;
using System.Collections.Specialized;
using System.Text.RegularExpressions;
using AppServices.Bson.Parts;

namespace AppServices.Bson;

/// <summary>A regular expression as the database knows it: a pattern in PCRE syntax and option letters.</summary>
public sealed class BsonRegularExpression : IBsonRegularExpression, IEquatable<BsonRegularExpression>
{
    /// <summary>A pattern without options.</summary>
    /// <param name="pattern">The pattern itself, not enclosed in slashes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="pattern"/> is null.</exception>
    /// <exception cref="ArgumentException">The pattern holds a null character.</exception>
    public BsonRegularExpression(string pattern)
        : this(pattern, "")
    {
    }

    /// <summary>A pattern with options, which are put in alphabetical order.</summary>
    /// <param name="pattern">The pattern itself, not enclosed in slashes.</param>
    /// <param name="options">Letters, such as <c>im</c>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The pattern or the options hold a null character.</exception>
    public BsonRegularExpression(string pattern, string options)
    {
        Pattern = WithoutNull(pattern ?? throw new ArgumentNullException(nameof(pattern)), nameof(pattern));
        Options = Sorted(WithoutNull(options ?? throw new ArgumentNullException(nameof(options)), nameof(options)));
    }

    /// <summary>A regular expression of .NET's.</summary>
    /// <param name="regex">The expression. Its pattern stays as it is; <c>Compiled</c> and <c>CultureInvariant</c> are dropped.</param>
    /// <exception cref="ArgumentNullException"><paramref name="regex"/> is null.</exception>
    /// <exception cref="ArgumentException">The expression has an option that the database does not know, or a null character.</exception>
    public BsonRegularExpression(Regex regex)
        : this((regex ?? throw new ArgumentNullException(nameof(regex))).ToString(), RegexOptionLetters.From(regex.Options))
    {
    }

    /// <summary>The value in Extended JSON.</summary>
    public OrderedDictionary _regularExpression => new() { ["pattern"] = Pattern, ["options"] = Options };

    /// <inheritdoc/>
    string IBsonRegularExpression.Pattern => Pattern;

    /// <inheritdoc/>
    string IBsonRegularExpression.Options => Options;

    internal string Pattern { get; }

    internal string Options { get; }

    /// <summary>The same expression for .NET.</summary>
    /// <exception cref="ArgumentException">An option has no counterpart in .NET, or .NET cannot compile the pattern.</exception>
    public Regex ToRegex() => new(Pattern, RegexOptionLetters.Parse(Options));

    /// <inheritdoc/>
    public bool Equals(BsonRegularExpression? other) => other is not null && Pattern == other.Pattern && Options == other.Options;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BsonRegularExpression);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        unchecked((StringComparer.Ordinal.GetHashCode(Pattern) * 31) + StringComparer.Ordinal.GetHashCode(Options));

    /// <summary>Pattern and options as in JavaScript, such as <c>/^a/im</c>.</summary>
    public override string ToString() => $"/{Pattern}/{Options}";

    private static string WithoutNull(string text, string name) => text.IndexOf('\0') < 0
        ? text
        : throw new ArgumentException("A regular expression cannot hold a null character.", name);

    private static string Sorted(string options)
    {
        if (options.Length < 2) return options;
        char[] letters = options.ToCharArray();
        Array.Sort(letters);
        return new string(letters);
    }
}

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
            throw new ArgumentException(
                $"The database has no regular expression option like .NET's {unknown}. Use a pattern that does without it.",
                nameof(options));
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
