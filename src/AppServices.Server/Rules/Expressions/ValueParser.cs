using System;
using System.Linq;
using AppServices.Mql;
using AppServices.Mql.Paths;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules.Expressions.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions;

/// <summary>Compiles the values in expressions: literals, expansions, and what operators make of them (app-folder 6.7).</summary>
internal sealed class ValueParser(ExpressionPlace place, KnownNames? names, ExpressionProblems problems)
{
    private const int ShownLetters = 40;

    /// <summary>The name of an operator, which may be spelled with <c>%</c> or <c>$</c>; null for other names.</summary>
    public static string? Operator(string key) =>
        key.Length > 1 && key[0] is '%' or '$' && !key.StartsWith("%%", StringComparison.Ordinal) ? key[1..] : null;

    /// <summary>Whether a document stands for a value rather than for a test.</summary>
    public static bool IsValue(BsonDocument document) =>
        document.ElementCount == 1 && Operator(document.GetElement(0).Name) is { } name
            && (name == "function" || ConvertedValue.Exists(name));

    public RuleValue Parse(BsonValue value) => value switch
    {
        BsonString { Value: ['%', '%', ..] text } => Reference(text) ?? Literal(text),
        BsonArray array => ListValue.Of(array, Parse),
        BsonDocument document when IsValue(document) => Computed(document.GetElement(0)),
        BsonDocument document => FieldsValue.Of(document, field => Parse(field.Value)),
        _ => new ConstantValue(value),
    };

    /// <summary>The value that an expansion stands for; null when it is unknown in this place.</summary>
    public RuleValue? Reference(string text)
    {
        if (text.EndsWith("%%", StringComparison.Ordinal))
            problems.Errors.Add($"'{text}' ends with '%%', so it is never there; write '{text[..^2]}'");
        string[] path = text[2..].Split('.');
        switch (path[0])
        {
            case "true" or "false" when path.Length == 1: return new ConstantValue(BsonBoolean.Create(path[0] == "true"));
            case "args" when place == ExpressionPlace.Action: return OfDocument(DocumentPart.Root, path);
            case "root" when HasDocument: return OfDocument(DocumentPart.Root, path);
            case "prevRoot" when HasDocument: return OfDocument(DocumentPart.Previous, path);
            case "this" when place == ExpressionPlace.Field: return OfDocument(DocumentPart.Field, path);
            case "prev" when place == ExpressionPlace.Field: return OfDocument(DocumentPart.PreviousField, path);
            case "user" or "request" or "values" or "environment":
                if (names is not null && IsUnreadable(path, names.Unreadable))
                {
                    problems.Errors.Add($"'{text}' cannot be known, because its file is broken");
                    return new ConstantValue(Evaluated.Unknown);
                }
                if (names is not null) CheckNames(text, path, names);
                return new CallerValue(path);
            default: return null;
        }
    }

    private bool HasDocument => place is ExpressionPlace.Document or ExpressionPlace.Field;

    /// <summary>A field of a document; unknown where its path is longer than any may be.</summary>
    public RuleValue Field(DocumentPart part, string path)
    {
        try
        {
            return new DocumentValue(part, new FieldPath(path));
        }
        catch (DocumentException error)
        {
            problems.Errors.Add($"'{path.AsSpan(0, Math.Min(path.Length, ShownLetters))}...' cannot be a path: {error.Message}");
            return new ConstantValue(Evaluated.Unknown);
        }
    }

    private RuleValue OfDocument(DocumentPart part, string[] path) =>
        path.Length == 1 ? new DocumentValue(part, null) : Field(part, string.Join('.', path.Skip(1)));

    private ConstantValue Literal(string text)
    {
        problems.Warnings.Add($"'{text}' is not known here, so it is taken as a text");
        return new ConstantValue(new BsonString(text));
    }

    private RuleValue Computed(BsonElement element)
    {
        string name = Operator(element.Name)!;
        if (name != "function") return new ConvertedValue(name, Parse(element.Value));
        if (element.Value is not BsonDocument call || call.GetValue("name", BsonNull.Value) is not BsonString function
            || call.GetValue("arguments", new BsonArray()) is not BsonArray arguments)
        {
            problems.Errors.Add("%function needs {name, arguments: [...]}");
            return new ConstantValue(Evaluated.Unknown);
        }
        if (names?.Functions.Contains(function.Value) == false)
            problems.Errors.Add($"%function names '{function.Value}', which is no function of the app");
        return new CalledValue(function.Value, new ListValue(arguments.Select(Parse).ToArray()));
    }

    private static bool IsUnreadable(string[] path, UnreadableParts unreadable) => path switch
    {
        ["values"] => unreadable.Values.Count > 0,
        ["values", var value, ..] => unreadable.Values.ContainsKey(value),
        ["environment"] or ["environment", "values", ..] => unreadable.Environment,
        _ => false,
    };

    private void CheckNames(string text, string[] path, KnownNames app)
    {
        string? problem = path switch
        {
            ["values", var value, ..] when !app.Values.Contains(value) => $"'{text}' names a value that the app does not have",
            ["environment", "values", var value, ..] when !app.EnvironmentValues.Contains(value) =>
                $"'{text}' names a value that the environment does not have",
            _ => null,
        };
        if (problem is not null) problems.Errors.Add(problem);
        if (path is ["user", var member, ..] && member is not ("id" or "type" or "data" or "custom_data" or "identities"))
            problems.Warnings.Add($"'{text}' is never there; a user has id, type, data, custom_data and identities");
        if (path is ["environment", not ("tag" or "values"), ..])
            problems.Warnings.Add($"'{text}' is never there; an environment has tag and values");
    }
}
