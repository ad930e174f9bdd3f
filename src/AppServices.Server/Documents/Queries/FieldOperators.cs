using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Server.Documents.Paths;
using AppServices.Server.Documents.Queries.Tests;
using MongoDB.Bson;

namespace AppServices.Server.Documents.Queries;

/// <summary>
/// The operators below a field: <c>{ price: { $gt: 5, $lt: 9 } }</c>. Each is asked of all values that the field's path leads
/// to, so two of them may be satisfied by two items of an array; below <c>$elemMatch</c> one item must satisfy all.
/// </summary>
internal static class FieldOperators
{
    /// <summary>The operators as parts of a query.</summary>
    public static IEnumerable<Predicate> Parse(FieldPath path, BsonDocument operators, CancellationToken cancellation)
    {
        foreach (BsonElement element in operators)
        {
            switch (element.Name)
            {
                case "$not":
                    yield return new NotPredicate(new AndPredicate(Negated(element.Value, path, cancellation)));
                    break;
                case "$all":
                    yield return All(path, element.Value, cancellation);
                    break;
                case "$options" when operators.Contains("$regex"):
                    break;      // read together with its pattern
                default:
                    (ValueTest test, bool isNegated) = OperatorParser.Parse(element, operators, path.Text, cancellation);
                    var predicate = new FieldPredicate(path, test, cancellation);
                    yield return isNegated ? new NotPredicate(predicate) : predicate;
                    break;
            }
        }
    }

    /// <summary>The operators as one test of a single item.</summary>
    public static ValueTest ParseTest(BsonDocument operators, CancellationToken cancellation) => new AllTests(operators
        .Where(element => element.Name != "$options" || !operators.Contains("$regex"))
        .Select(element => ParseTest(element, operators, cancellation))
        .ToArray());

    private static ValueTest ParseTest(BsonElement element, BsonDocument operators, CancellationToken cancellation)
    {
        if (element.Name == "$all") return AllOfItem(Operands(element.Value), cancellation);
        if (element.Name == "$not")
            return new NotTest(element.Value is BsonRegularExpression pattern
                ? new RegexTest(pattern, cancellation)
                : ParseTest(NotOperand(element.Value), cancellation));
        (ValueTest test, bool isNegated) = OperatorParser.Parse(element, operators, field: "", cancellation);
        return isNegated ? new NotTest(test) : test;
    }

    private static Predicate[] Negated(BsonValue operand, FieldPath path, CancellationToken cancellation) => operand is BsonRegularExpression pattern
        ? [new FieldPredicate(path, new RegexTest(pattern, cancellation), cancellation)]
        : Parse(path, NotOperand(operand), cancellation).ToArray();

    private static BsonDocument NotOperand(BsonValue operand) => operand switch
    {
        BsonDocument { ElementCount: 0 } => throw DocumentException.BadValue("$not cannot be empty"),
        BsonDocument document => document,
        _ => throw DocumentException.BadValue("$not needs a regex or a document"),
    };

    private static Predicate All(FieldPath path, BsonValue operand, CancellationToken cancellation)
    {
        ValueTest[] tests = OperatorParser.ParseAll(Operands(operand), cancellation);
        return tests.Length == 0 ? OrPredicate.Nothing : new AndPredicate(tests.Select(test => new FieldPredicate(path, test, cancellation)).ToArray());
    }

    private static ValueTest AllOfItem(BsonArray items, CancellationToken cancellation) =>
        OperatorParser.ParseAll(items, cancellation) is { Length: > 0 } tests ? new AllTests(tests) : new NotTest(new AllTests([]));

    private static BsonArray Operands(BsonValue operand) => operand as BsonArray ?? throw DocumentException.BadValue("$all needs an array");
}
