using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Expressions;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

/// <summary>
/// The names of operators in a query whose values are not known yet, so that it cannot be parsed. What is no operator then is none
/// whatever the values are.
/// </summary>
internal static class QueryNames
{
    private static readonly FrozenSet<string> s_ofFields = FrozenSet.ToFrozenSet(
        ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists", "$type", "$regex", "$options", "$mod", "$size", "$elemMatch",
            "$bitsAllSet", "$bitsAnySet", "$bitsAllClear", "$bitsAnyClear", "$not", "$all"]);

    /// <summary>The names that are no operators where they stand.</summary>
    public static IEnumerable<string> Unknown(BsonDocument query) => query.SelectMany(element => element.Name switch
    {
        "$ref" or "$id" or "$db" => OfField(element.Value),
        "$and" or "$or" or "$nor" => Documents(element.Value).SelectMany(Unknown),
        "$expr" => OfExpression(element.Value),
        ['$', ..] name => QueryParser.IsOfDocument(name) ? [] : [name],
        _ => OfField(element.Value),
    });

    private static IEnumerable<string> OfField(BsonValue value) =>
        value is BsonDocument operators && QueryParser.IsOperators(operators) ? operators.SelectMany(OfOperator) : [];

    private static IEnumerable<string> OfOperator(BsonElement element) => element.Name switch
    {
        "$not" => OfField(element.Value),
        "$elemMatch" when element.Value is BsonDocument query => QueryParser.IsOperators(query)
            && !QueryParser.IsOfDocument(query.GetElement(0).Name)
            ? OfField(query)
            : Unknown(query),
        var name => s_ofFields.Contains(name) ? [] : [name],
    };

    private static IEnumerable<string> OfExpression(BsonValue value) => value switch
    {
        BsonArray items => items.SelectMany(OfExpression),
        BsonDocument { ElementCount: 1 } call when call.GetElement(0).Name is ['$', ..] name => name == "$literal"
            ? []
            : OfExpression(call[0]).Concat(Operators.Names.Contains(name) ? [] : [name]),
        BsonDocument fields => fields.SelectMany(field => OfExpression(field.Value)),
        _ => [],
    };

    private static IEnumerable<BsonDocument> Documents(BsonValue value) => value is BsonArray items ? items.OfType<BsonDocument>() : [];
}
