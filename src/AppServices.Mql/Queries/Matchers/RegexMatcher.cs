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
    private readonly string _title;

    /// <param name="expression">The pattern.</param>
    /// <param name="cancellation">Ends the operation that the matcher is part of, between two texts.</param>
    /// <exception cref="DocumentException">The pattern is not valid.</exception>
    public RegexMatcher(BsonRegularExpression expression, CancellationToken cancellation)
    {
        _expression = expression;
        _cancellation = cancellation;
        _regex = Patterns.Compile(expression);
        _title = $"Regular expression /{expression.Pattern}/";
    }

    public override bool Holds(BsonValue? value) => value switch
    {
        BsonString or BsonSymbol => Patterns.IsMatch(_regex, BsonOrder.Text(value), _title, _cancellation),
        BsonRegularExpression other => other.Pattern == _expression.Pattern && other.Options == _expression.Options,
        _ => false,
    };
}
