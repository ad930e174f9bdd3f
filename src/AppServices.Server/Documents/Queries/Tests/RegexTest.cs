using System;
using System.Text.RegularExpressions;
using System.Threading;
using AppServices.Server.Documents.Values;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Queries.Tests;

/// <summary><c>$regex</c>: a text that matches a pattern, or that very pattern as a value.</summary>
internal sealed class RegexTest : ValueTest
{
    // A pattern of a client that runs away stops here, not the server.
    private static readonly TimeSpan s_longestMatch = TimeSpan.FromSeconds(2);

    private const int MaxPattern = 32_764;      // MongoDB's, in bytes

    private readonly BsonRegularExpression _expression;
    private readonly CancellationToken _cancellation;
    private readonly Regex _regex;

    /// <param name="expression">The pattern.</param>
    /// <param name="cancellation">Ends the operation that the test is part of, between two texts.</param>
    /// <exception cref="DocumentException">The pattern is not valid.</exception>
    public RegexTest(BsonRegularExpression expression, CancellationToken cancellation)
    {
        _expression = expression;
        _cancellation = cancellation;
        _regex = Compile(expression);
    }

    /// <summary>The pattern as .NET has it.</summary>
    /// <param name="expression">The pattern.</param>
    /// <param name="invalid">The number of the error that it is not valid.</param>
    /// <exception cref="DocumentException">The pattern is not valid.</exception>
    public static Regex Compile(BsonRegularExpression expression, int invalid = 51091)
    {
        if (expression.Pattern.Contains('\0')) throw DocumentException.BadValue("Regular expression cannot contain an embedded null byte");
        if (expression.Pattern.Length > MaxPattern) throw DocumentException.BadValue("Regular expression is too long");
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
            return new Regex(expression.Pattern, options, s_longestMatch);
        }
        catch (ArgumentException error)
        {
            throw DocumentException.Numbered(invalid, $"Regular expression is invalid: {error.Message}");
        }
    }

    public override bool Holds(BsonValue? value) => value switch
    {
        BsonString or BsonSymbol => IsMatch(BsonOrder.Text(value)),
        BsonRegularExpression other => other.Pattern == _expression.Pattern && other.Options == _expression.Options,
        _ => false,
    };

    private bool IsMatch(string text)
    {
        _cancellation.ThrowIfCancellationRequested();
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            _cancellation.ThrowIfCancellationRequested();
            throw DocumentException.BadValue($"Regular expression /{_expression.Pattern}/ takes too long on a text of {text.Length} characters.");
        }
    }
}
