using AppServices.Mql.Queries;
using AppServices.Server.Rules.Expressions.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions;

/// <summary>
/// Compiles a query with expansions (app-folder 6.6). What callers have a say in becomes values of it and nothing else; the app's
/// own values and its environment are as if the file had them.
/// </summary>
internal sealed class QueryValueParser(ValueParser values, ExpressionProblems problems)
{
    public RuleValue Parse(BsonValue query) => query is BsonDocument document && !ValueParser.IsValue(document)
        ? FieldsValue.Of(document, ParsePart)
        : Leaf(query, QueryPlace.Query);

    private RuleValue ParsePart(BsonElement part) => part switch
    {
        { Name: "$and" or "$or" or "$nor", Value: BsonArray queries } => ListValue.Of(queries, Parse),
        { Name: "$and" or "$or" or "$nor" } => Leaf(part.Value, QueryPlace.Query),
        { Name: "$expr" } => Within(part.Value, QueryPlace.Expression),
        { Name: "$jsonSchema" } => Within(part.Value, QueryPlace.Schema),
        { Name: ['$', ..] and not ("$ref" or "$id" or "$db") } => Within(part.Value, QueryPlace.Argument),
        { Value: BsonDocument operators } when IsOperators(operators) => FieldsValue.Of(operators, ParseOperator),
        { Value: BsonArray } => Within(part.Value, QueryPlace.Argument),
        { Value: BsonDocument value } when !ValueParser.IsValue(value) => Within(value, QueryPlace.Argument),
        _ => Leaf(part.Value, QueryPlace.Operand),
    };

    private RuleValue ParseOperator(BsonElement @operator) => @operator switch
    {
        { Name: "$not" or "$elemMatch", Value: BsonDocument operators }
            when IsOperators(operators) && !QueryParser.IsOfDocument(operators.GetElement(0).Name) =>
                FieldsValue.Of(operators, ParseOperator),
        { Name: "$not" or "$elemMatch" } => Parse(@operator.Value),
        { Name: "$in" or "$nin" or "$all", Value: BsonArray items } => ListValue.Of(items, ParseMember),
        { Name: "$in" or "$nin" or "$all" } => Leaf(@operator.Value, QueryPlace.Member),
        _ => Within(@operator.Value, QueryPlace.Argument),
    };

    private RuleValue ParseMember(BsonValue item) => item switch
    {
        BsonDocument operators when IsOperators(operators) => FieldsValue.Of(operators, ParseOperator),
        BsonDocument document when !ValueParser.IsValue(document) => Within(document, QueryPlace.Argument),
        BsonArray => Within(item, QueryPlace.Argument),
        _ => Leaf(item, QueryPlace.Member),
    };

    private RuleValue Within(BsonValue value, QueryPlace place) => value switch
    {
        BsonArray items => ListValue.Of(items, item => Within(item, place)),
        BsonDocument { ElementCount: 1 } literal when place == QueryPlace.Expression && literal.GetElement(0).Name == "$literal" =>
            Within(literal, QueryPlace.Argument),
        BsonDocument document when !ValueParser.IsValue(document) => FieldsValue.Of(document, field => Within(field.Value, place)),
        _ => Leaf(value, place),
    };

    private RuleValue Leaf(BsonValue text, QueryPlace place)
    {
        RuleValue value = values.Parse(text);
        switch (value)
        {
            case ConstantValue or CallerValue { Path: ["values" or "environment", ..] }:
            case CalledValue when place == QueryPlace.Query:      // the app's own code writes that query
                return value;
            case CallerValue or ConvertedValue when place == QueryPlace.Query:
                problems.Errors.Add($"{text} stands for a query, which nothing of a caller's is; ask for the field that has to equal it");
                break;
        }
        return new QueryOperand(value, place);
    }

    private static bool IsOperators(BsonDocument document) => !ValueParser.IsValue(document) && QueryParser.IsOperators(document);
}
