using System.Text.RegularExpressions;
using System.Threading;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Matchers;

/// <summary><c>$regex</c>: a text that matches a pattern, or that very pattern as a value.</summary>
internal sealed class RegexMatcher : ValueMatcher
{
    private readonly BsonRegularExpression _expression;
    private readonly CancellationToken _cancellation;
    private readonly Regex _regex;

    /// <param name="expression">The pattern.</param>
    /// <param name="cancellation">Ends the operation that the matcher is part of, between two texts.</param>
    /// <exception cref="DocumentException">The pattern is not valid.</exception>
    public RegexMatcher(BsonRegularExpression expression, CancellationToken cancellation)
    {
        _expression = expression;
        _cancellation = cancellation;
        _regex = Patterns.Compile(expression);
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
            throw DocumentException.BadValue(
                $"Regular expression /{_expression.Pattern}/ takes too long on a text of {text.Length} characters.");
        }
    }
}
