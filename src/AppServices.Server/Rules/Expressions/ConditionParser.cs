using System;
using System.Linq;
using AppServices.Server.Rules.Expressions.Conditions;
using AppServices.Server.Rules.Expressions.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions;

/// <summary>Compiles expressions (app-folder 6.7). What is wrong in one is noted, and unknown whenever it is asked.</summary>
/// <param name="place">Where the expression stands.</param>
/// <param name="names">What the app has; null when names are not to be checked.</param>
/// <param name="problems">Where to note what is wrong.</param>
internal sealed class ConditionParser(ExpressionPlace place, KnownNames? names, ExpressionProblems problems)
{
    private readonly ValueParser _values = new(place, names, problems);

    public Condition Parse(BsonValue expression) => expression switch
    {
        BsonBoolean boolean => boolean.Value ? Condition.True : Condition.False,
        BsonString { Value: "%%true" } => Condition.True,
        BsonString { Value: "%%false" } => Condition.False,
        BsonDocument document => AllCondition.Of(document.Select(ParseElement).ToArray()),
        _ => Wrong($"an expression is true, false or an object, not a value of type {expression.BsonType}"),
    };

    private Condition ParseElement(BsonElement element)
    {
        string key = element.Name;
        BsonValue operand = element.Value;
        if (key is "%%true" or "%%false") return ParseExpected(key == "%%true", operand);
        if (key.StartsWith("%%", StringComparison.Ordinal))
            return _values.Reference(key) is { } subject ? ParseTests(subject, operand) : Wrong($"'{key}' is not known here");
        return ValueParser.Operator(key) switch
        {
            "and" => AllCondition.Of(ParseAll(key, operand, Parse)),
            "or" => AnyCondition.Of(ParseAll(key, operand, Parse)),
            "nor" => NotCondition.Of(AnyCondition.Of(ParseAll(key, operand, Parse))),
            "not" => NotCondition.Of(Parse(operand)),
            "function" => Is(true, new BsonDocument(element)),
            null when place == ExpressionPlace.Caller => Wrong($"'{key}' names a field, and there is no document here"),
            null => ParseTests(_values.Field(DocumentPart.Root, key), operand),
            _ => Wrong($"'{key}' is not an operator that can stand alone"),
        };
    }

    // Under %%true stands either a value, such as that of %function, or a whole expression.
    private Condition ParseExpected(bool expected, BsonValue operand)
    {
        if (operand is not BsonDocument { ElementCount: > 0 } document || ValueParser.IsValue(document)) return Is(expected, operand);
        string first = document.GetElement(0).Name;
        if (ValueParser.Operator(first) is { } name and not ("and" or "or" or "nor" or "not") && ToOperator(name) is not null)
            return ParseTests(new ConstantValue(BsonBoolean.Create(expected)), operand);
        Condition condition = Parse(operand);
        return expected ? condition : NotCondition.Of(condition);
    }

    private Condition Is(bool expected, BsonValue operand) =>
        Compare(_values.Parse(operand), ValueOperator.Equal, new ConstantValue(BsonBoolean.Create(expected)));

    private Condition ParseTests(RuleValue subject, BsonValue operand)
    {
        if (operand is not BsonDocument { ElementCount: > 0 } document || document.Names.Any(static name => ValueParser.Operator(name) is null)
            || ValueParser.IsValue(document))
            return Compare(subject, ValueOperator.Equal, _values.Parse(operand));
        return AllCondition.Of(document.Select(element => ParseTest(subject, element)).ToArray());
    }

    private Condition ParseTest(RuleValue subject, BsonElement element)
    {
        string name = ValueParser.Operator(element.Name)!;
        return name switch
        {
            "and" => AllCondition.Of(ParseAll(element.Name, element.Value, item => ParseTests(subject, item))),
            "or" => AnyCondition.Of(ParseAll(element.Name, element.Value, item => ParseTests(subject, item))),
            "nor" => NotCondition.Of(AnyCondition.Of(ParseAll(element.Name, element.Value, item => ParseTests(subject, item)))),
            "not" => NotCondition.Of(ParseTests(subject, element.Value)),
            _ when ToOperator(name) is { } @operator => Compare(subject, @operator, _values.Parse(element.Value)),
            _ => Wrong($"'{element.Name}' is not an operator"),
        };
    }

    private Condition Compare(RuleValue subject, ValueOperator @operator, RuleValue operand)
    {
        if (names is not null && @operator is ValueOperator.Equal or ValueOperator.In
            && ValueKinds.Clash(subject, operand, names) is { } clash)
            problems.Errors.Add(clash);
        return ComparisonCondition.Of(subject, @operator, operand);
    }

    private Condition[] ParseAll(string key, BsonValue operands, Func<BsonValue, Condition> parse) =>
        operands is BsonArray items ? items.Select(parse).ToArray() : [Wrong($"'{key}' needs an array of expressions")];

    private Condition Wrong(string problem)
    {
        problems.Errors.Add(problem);
        return Condition.Unknown;
    }

    private static ValueOperator? ToOperator(string name) => name switch
    {
        "eq" => ValueOperator.Equal,
        "ne" or "neq" => ValueOperator.NotEqual,
        "gt" => ValueOperator.Greater,
        "gte" => ValueOperator.GreaterOrEqual,
        "lt" => ValueOperator.Less,
        "lte" => ValueOperator.LessOrEqual,
        "in" => ValueOperator.In,
        "nin" => ValueOperator.NotIn,
        "exists" => ValueOperator.Exists,
        _ => null,
    };
}
