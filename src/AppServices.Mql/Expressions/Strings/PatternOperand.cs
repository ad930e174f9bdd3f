using System;
using System.Text;
using System.Text.RegularExpressions;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Strings;

/// <summary>The pattern of an operator, with its options. One that is written as a constant is compiled once.</summary>
internal sealed class PatternOperand
{
    private const int MaxPattern = 16384;

    private readonly string _name;
    private readonly Expression _pattern;
    private readonly Expression? _options;
    private readonly Regex? _constant;

    /// <exception cref="DocumentException">The pattern is a constant that is not valid.</exception>
    public PatternOperand(string name, Expression pattern, Expression? options)
    {
        _name = name;
        _pattern = pattern;
        _options = options;
        if (IsConstant) _constant = Compile(EvaluationScope.Empty);
    }

    public bool IsConstant => _pattern is ConstantExpression && _options is null or ConstantExpression;

    /// <returns>Null where the pattern is null or missing.</returns>
    /// <exception cref="DocumentException">It is not valid.</exception>
    public Regex? Evaluate(EvaluationScope scope) => IsConstant ? _constant : Compile(scope);

    private Regex? Compile(EvaluationScope scope)
    {
        BsonValue? pattern = _pattern.Evaluate(scope), options = _options?.Evaluate(scope);
        if (!Types.IsNullish(pattern) && pattern is not (BsonString or BsonRegularExpression))
            throw DocumentException.Numbered(51105, $"{_name} needs 'regex' to be of type string or regex");
        if (!Types.IsNullish(options) && options is not BsonString)
            throw DocumentException.Numbered(51106, $"{_name} needs 'options' to be of type string");
        if (Types.IsNullish(pattern)) return null;
        string letters = (options as BsonString)?.Value ?? "";
        var expression = pattern as BsonRegularExpression ?? new BsonRegularExpression(pattern!.AsString, "");
        if (expression.Options.Length > 0 && options is BsonString)
            throw DocumentException.Numbered(51107, $"{_name} found regex option(s) specified in both 'regex' and 'option' fields");
        if (letters.Contains('\0', StringComparison.Ordinal))
            throw DocumentException.Numbered(51110, $"{_name}:  regular expression options cannot contain an embedded null byte");
        if (expression.Pattern.Contains('\0', StringComparison.Ordinal))
            throw DocumentException.Numbered(51109, $"{_name}: regular expression cannot contain an embedded null byte");
        if (Encoding.UTF8.GetByteCount(expression.Pattern) > MaxPattern)
            throw DocumentException.Numbered(51111, $"{_name}: the regular expression has more than {MaxPattern} bytes");
        return Patterns.Compile(letters.Length > 0 ? new BsonRegularExpression(expression.Pattern, letters) : expression, 51111);
    }
}
