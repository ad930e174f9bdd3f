using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions;

/// <summary>Parses expressions of MongoDB's aggregation language. What it does not know it refuses by name.</summary>
/// <param name="variables">The variables that may be named.</param>
/// <param name="constants">What is left for values of operators that are found while the expressions are parsed.</param>
/// <param name="cancellation">Ends the operation that the expressions are parsed for.</param>
internal sealed class ExpressionParser(VariableNames variables, ConstantAllowance constants, CancellationToken cancellation)
{
    /// <summary>A parser for expressions of the server's own, where no variable is bound.</summary>
    public static ExpressionParser Plain { get; } = For(CancellationToken.None);

    public VariableNames Variables { get; } = variables;

    /// <summary>Ends the operation that the expressions are parsed for.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>A parser for an operation, for a place where no variable is bound.</summary>
    public static ExpressionParser For(CancellationToken cancellation) => new(VariableNames.None, new ConstantAllowance(), cancellation);

    /// <summary>A parser for a place where one more variable is bound.</summary>
    public ExpressionParser With(Variable variable) => new(Variables.With(variable), constants, Cancellation);

    /// <exception cref="DocumentException">The expression is not valid, or asks for what this store does not have.</exception>
    public Expression Parse(BsonValue value)
    {
        Cancellation.ThrowIfCancellationRequested();
        return value switch
        {
            BsonString { Value: ['$', ..] } text => ParsePath(text.Value),
            BsonString text => ParseText(text),
            BsonDocument document => ParseDocument(document),
            BsonArray array => Settle(new ArrayExpression(ParseAll(array))),
            _ => new ConstantExpression(value),
        };
    }

    /// <summary>Every item of an array as an expression of its own.</summary>
    public Expression[] ParseAll(BsonArray array)
    {
        var items = new Expression[array.Count];
        for (int i = 0; i < items.Length; i++) items[i] = Parse(array[i]);
        return items;
    }

    /// <summary>Whether a document is an operator with its operand.</summary>
    public static bool IsOperator(BsonDocument document) => document.ElementCount > 0 && document.GetElement(0).Name is ['$', ..];

    private Expression ParseDocument(BsonDocument document)
    {
        if (!IsOperator(document)) return Settle(new DocumentExpression(ParseFields(document)));
        if (document.ElementCount != 1)
            throw DocumentException.Numbered(
                15983, $"An object representing an expression must have exactly one field: {Types.Show(document)}");
        Expression made = constants.Fold(Operators.Parse(document.GetElement(0), this), Cancellation);
        return made is ConstantExpression ? made : new MadeExpression(made);
    }

    // What is written is as large as its text.
    private Expression Settle(Expression written) =>
        ConstantExpression.Fold(written, Cancellation) is ConstantExpression constant ? constant : new MadeExpression(written);

    private KeyValuePair<string, Expression>[] ParseFields(BsonDocument document)
    {
        KeyValuePair<string, Expression>[] fields = document.Select(ParseField).ToArray();
        return document.AllowDuplicateNames && fields.DistinctBy(field => field.Key).Count() < fields.Length
            ? throw DocumentException.Numbered(16406, $"duplicate field name specified in object literal: {Types.Show(document)}")
            : fields;
    }

    private KeyValuePair<string, Expression> ParseField(BsonElement element)
    {
        if (element.Name.Contains('.', StringComparison.Ordinal))
            throw DocumentException.Numbered(
                16412, $"FieldPath field names may not contain '.'. Consider using $getField or $setField, not '{element.Name}'.");
        if (element.Name.Length == 0) throw DocumentException.Numbered(15998, "FieldPath field names may not be empty strings.");
        FieldPathExpression.ParsePath(element.Name);
        return new KeyValuePair<string, Expression>(element.Name, Parse(element.Value));
    }

    private static ConstantExpression ParseText(BsonString text)
    {
        TextLimit.Check(text.Value);
        return new ConstantExpression(text);
    }

    private Expression ParsePath(string text)
    {
        if (text.Length == 1) throw DocumentException.Numbered(16872, "'$' by itself is not a valid FieldPath");
        return text[1] == '$' ? ParseVariable(text[2..]) : new FieldPathExpression(null, FieldPathExpression.ParsePath(text[1..]));
    }

    private Expression ParseVariable(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        string name = dot < 0 ? text : text[..dot];
        if (name.Length == 0) throw DocumentException.FailedToParse("empty variable names are not allowed");
        FieldPath? path = dot < 0 ? null : FieldPathExpression.ParsePath(text[(dot + 1)..]);
        if (name == Variable.Current.Name) return path is null ? new CurrentExpression() : new FieldPathExpression(null, path);
        Expression variable = Resolve(name);
        return path is null ? variable : ConstantExpression.Fold(new FieldPathExpression(variable, path), Cancellation);
    }

    private Expression Resolve(string name) => name switch
    {
        _ when Variables.Find(name) is { } variable => Use(variable),
        "ROOT" => new RootExpression(),
        "NOW" => new NowExpression(),
        "REMOVE" => new ConstantExpression(null),
        "CLUSTER_TIME" or "USER_ROLES" or "SEARCH_META" =>
            throw DocumentException.Unsupported($"$${name} is not supported by the embedded database."),
        _ => throw DocumentException.Numbered(17276, $"Use of undefined variable: {name}"),
    };

    private static VariableExpression Use(Variable variable)
    {
        variable.Use();
        return new VariableExpression(variable);
    }
}
