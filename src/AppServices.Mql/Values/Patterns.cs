using System;
using System.Text.RegularExpressions;
using System.Threading;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>Regular expressions of documents, which are PCRE's, as .NET has them.</summary>
internal static class Patterns
{
    // A pattern of a client that runs away stops here, not the server.
    private static readonly TimeSpan s_maxMatchTime = TimeSpan.FromSeconds(2);

    private const int MaxPattern = 32_764;      // MongoDB's, in bytes

    /// <summary>The pattern as .NET has it.</summary>
    /// <param name="expression">The pattern.</param>
    /// <param name="invalid">The number of the error that it is not valid.</param>
    /// <exception cref="DocumentException">The pattern is not valid.</exception>
    public static Regex Compile(BsonRegularExpression expression, int invalid = 51091)
    {
        if (expression.Pattern.Contains('\0')) throw DocumentException.BadValue("Regular expression cannot contain an embedded null byte");
        if (expression.Pattern.Length > MaxPattern) throw DocumentException.Numbered(invalid, "Regular expression is too long");
        RegexOptions options = RegexOptions.CultureInvariant;
        foreach (char letter in expression.Options)
            options |= letter switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                'u' => RegexOptions.None,
                _ => throw DocumentException.Numbered(51108, $"invalid flag in regex options: {letter}"),
            };
        try
        {
            return new Regex(PatternTranslation.Translate(expression.Pattern), options, s_maxMatchTime);
        }
        catch (ArgumentException error)
        {
            throw DocumentException.Numbered(invalid, $"Regular expression is invalid: {error.Message}");
        }
    }

    /// <summary>Whether a text matches.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="text">The text.</param>
    /// <param name="title">What the pattern is called when it takes too long.</param>
    /// <param name="cancellation">Ends the operation, between two texts.</param>
    /// <exception cref="DocumentException">The pattern runs away.</exception>
    public static bool IsMatch(Regex pattern, string text, string title, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw DocumentException.BadValue($"{title} takes too long on a text of {text.Length} characters.");
        }
    }
}
