using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql.Expressions;
using AppServices.Mql.Paths;
using AppServices.Mql.Queries.Matchers;
using AppServices.Mql.Queries.Schemas;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

/// <summary>Parses queries of MongoDB's language. What it does not know it refuses by name.</summary>
internal static class QueryParser
{
    private static readonly HashSet<string> s_unsupported =
    [
        "$where", "$text", "$near", "$nearSphere", "$geoWithin", "$geoIntersects", "$within", "$geometry", "$geoNear", "$uniqueDocs",
        "$maxDistance", "$minDistance", "$center", "$centerSphere", "$box", "$polygon", "$encStrStartsWith", "$encStrEndsWith",
        "$encStrContains", "$encStrNormalizedEq",
    ];

    /// <summary>The names of the operators that MongoDB has, and this store has not.</summary>
    public static IEnumerable<string> Unsupported => s_unsupported;

    /// <summary>A query of an operation.</summary>
    /// <param name="query">The query.</param>
    /// <param name="cancellation">Ends the operation, also in the middle of one document.</param>
    /// <exception cref="DocumentException">The query is not valid, or asks for what this store does not have.</exception>
    public static Predicate Parse(BsonDocument query, CancellationToken cancellation) =>
        Parse(query, ExpressionParser.For(cancellation), cancellation);

    /// <param name="query">The query.</param>
    /// <param name="expressions">Parses what <c>$expr</c> asks, for the operation that the query is part of.</param>
    /// <exception cref="DocumentException">The query is not valid, or asks for what this store does not have.</exception>
    public static Predicate Parse(BsonDocument query, ExpressionParser expressions) =>
        Parse(query, expressions, expressions.Cancellation);

    /// <param name="query">The query.</param>
    /// <param name="expressions">Parses what <c>$expr</c> asks; null where it may not be asked.</param>
    /// <param name="cancellation">Ends the operation.</param>
    internal static Predicate Parse(BsonDocument query, ExpressionParser? expressions, CancellationToken cancellation)
    {
        Predicate[] parts = query.Select(element => ParseElement(element, expressions, cancellation)).ToArray();
        return parts is [var only] ? only : new AndPredicate(parts);
    }

    /// <summary>Refuses an operator that MongoDB has and this store has not.</summary>
    internal static void RefuseUnsupported(string name)
    {
        if (s_unsupported.Contains(name)) throw DocumentException.Unsupported($"{name} is not supported by the embedded database.");
    }

    /// <summary>Whether a document is a set of operators rather than a value.</summary>
    internal static bool IsOperators(BsonDocument document) =>
        document.ElementCount > 0 && document.GetElement(0).Name is ['$', ..] and not ("$ref" or "$id" or "$db" or "$dbPointer");

    /// <summary>Whether an operator stands beside fields and not below one.</summary>
    internal static bool IsOfDocument(string name) =>
        name is "$and" or "$or" or "$nor" or "$expr" or "$comment" or "$where" or "$text" or "$jsonSchema"
            or "$alwaysTrue" or "$alwaysFalse" or "$sampleRate";

    private static Predicate ParseElement(
        BsonElement element, ExpressionParser? expressions, CancellationToken cancellation) => element.Name switch
    {
        "$ref" or "$id" or "$db" => ParseField(new FieldPath(element.Name), element.Value, cancellation),      // of a reference
        "$and" => new AndPredicate(ParseAll(element, expressions, cancellation)),
        "$or" => new OrPredicate(ParseAll(element, expressions, cancellation)),
        "$nor" => new NotPredicate(new OrPredicate(ParseAll(element, expressions, cancellation))),
        "$comment" => AndPredicate.Everything,
        "$jsonSchema" => SchemaParser.Parse(element.Value, cancellation),
        "$alwaysTrue" => Always(element, AndPredicate.Everything),
        "$alwaysFalse" => Always(element, OrPredicate.Nothing),
        "$sampleRate" => SamplePredicate.Parse(element.Value),
        "$expr" =>
            ExpressionPredicate.Parse(
                element.Value, expressions ?? throw DocumentException.BadValue("$expr can only be applied to the top-level document")),
        ['$', ..] => throw Unknown(element.Name),
        _ => ParseField(new FieldPath(element.Name), element.Value, cancellation),
    };

    private static Predicate[] ParseAll(BsonElement element, ExpressionParser? expressions, CancellationToken cancellation)
    {
        if (element.Value is not BsonArray queries) throw DocumentException.BadValue($"{element.Name} must be an array");
        if (queries.Count == 0) throw DocumentException.BadValue("$and/$or/$nor must be a nonempty array");
        return queries
            .Select(
                query => Parse(
                    query as BsonDocument ?? throw DocumentException.BadValue("$or/$and/$nor entries need to be full objects"), expressions,
                    cancellation))
            .ToArray();
    }

    private static Predicate ParseField(FieldPath path, BsonValue operand, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (operand is BsonRegularExpression pattern)
            return new FieldPredicate(path, new RegexMatcher(pattern, cancellation), cancellation);
        if (operand is not BsonDocument operators || !IsOperators(operators))
            return new FieldPredicate(path, new ComparisonMatcher(Comparison.Equal, operand), cancellation);
        Predicate[] parts = FieldOperators.Parse(path, operators, cancellation).ToArray();
        return parts is [var only] ? only : new AndPredicate(parts);
    }

    private static Predicate Always(BsonElement element, Predicate predicate) =>
        element.Value is { IsNumeric: true } && NumberOrder.Compare(element.Value, (BsonInt32)1) == 0
            ? predicate
            : throw DocumentException.FailedToParse($"{element.Name} must be an integer value of 1");

    private static DocumentException Unknown(string name)
    {
        RefuseUnsupported(name);
        return DocumentException.BadValue($"unknown top level operator: {name}.");
    }
}
