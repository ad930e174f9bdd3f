using System;
using System.Text.RegularExpressions;
using System.Threading;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Strings;

/// <summary>
/// <c>$regexMatch</c>, <c>$regexFind</c> and <c>$regexFindAll</c>: whether, where and how often a pattern matches a text.
/// </summary>
internal sealed class RegexExpression(string name, Expression input, PatternOperand pattern) : Expression
{
    public override bool IsConstant => input.IsConstant && pattern.IsConstant;

    public override BsonValue Evaluate(EvaluationScope scope)
    {
        scope.Cancellation.ThrowIfCancellationRequested();
        BsonValue? value = input.Evaluate(scope);
        Regex? regex = pattern.Evaluate(scope);
        if (!Types.IsNullish(value) && value is not BsonString)
            throw DocumentException.Numbered(51104, $"{name} needs 'input' to be of type string, found: {Types.Name(value)}");
        string? text = regex is null ? null : (value as BsonString)?.Value;
        try
        {
            return name switch
            {
                "$regexMatch" => Types.Boolean(text is not null && regex!.IsMatch(text)),
                "$regexFind" =>
                    text is not null && regex!.Match(text) is { Success: true } match
                        ? Describe(match, CodePoints.Count(text.AsSpan(0, match.Index)))
                        : BsonNull.Value,
                _ => text is null ? new BsonArray() : All(regex!, text, scope.Cancellation),
            };
        }
        catch (RegexMatchTimeoutException)
        {
            scope.Cancellation.ThrowIfCancellationRequested();
            throw DocumentException.BadValue($"{name}: the pattern takes too long on a text of {text!.Length} characters");
        }
    }

    public static RegexExpression Parse(string name, BsonValue operand, ExpressionParser parser)
    {
        var arguments = new NamedArguments(name, operand, parser, 51103, 31024, "input", "regex", "options");
        return new RegexExpression(
            name, arguments.Required("input", 31022),
            new PatternOperand(name, arguments.Required("regex", 31023), arguments.Optional("options")));
    }

    private static BsonArray All(Regex regex, string text, CancellationToken cancellation)
    {
        var matches = new BsonArray();
        var limits = new ValueLimits();
        int offset = 0, passed = 0;
        for (Match match = regex.Match(text); match.Success; match = match.NextMatch())
        {
            cancellation.ThrowIfCancellationRequested();
            // Nothing is found behind the last character, unless there is none.
            if (match.Index == text.Length && text.Length > 0) break;
            passed += CodePoints.Count(text.AsSpan(offset, match.Index - offset));
            offset = match.Index;
            BsonDocument found = Describe(match, passed);
            limits.Add(found);
            matches.Add(found);
        }
        return matches;
    }

    private static BsonDocument Describe(Match match, int index)
    {
        var captures = new BsonArray(match.Groups.Count - 1);
        for (int i = 1; i < match.Groups.Count; i++)
            captures.Add(match.Groups[i].Success ? new BsonString(match.Groups[i].Value) : BsonNull.Value);
        return new BsonDocument { { "match", match.Value }, { "idx", index }, { "captures", captures } };
    }
}
