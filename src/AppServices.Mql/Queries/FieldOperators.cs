using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql.Paths;
using AppServices.Mql.Queries.Matchers;
using MongoDB.Bson;

namespace AppServices.Mql.Queries;

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
                    (ValueMatcher matcher, bool isNegated) = OperatorParser.Parse(element, operators, path.Text, cancellation);
                    var predicate = new FieldPredicate(path, matcher, cancellation);
                    yield return isNegated ? new NotPredicate(predicate) : predicate;
                    break;
            }
        }
    }

    /// <summary>The operators as one matcher of a single item.</summary>
    public static ValueMatcher ParseTest(BsonDocument operators, CancellationToken cancellation) => new AllMatchers(operators
        .Where(element => element.Name != "$options" || !operators.Contains("$regex"))
        .Select(element => ParseTest(element, operators, cancellation))
        .ToArray());

    private static ValueMatcher ParseTest(BsonElement element, BsonDocument operators, CancellationToken cancellation)
    {
        if (element.Name == "$all") return AllOfItem(Operands(element.Value), cancellation);
        if (element.Name == "$not")
            return new NotMatcher(element.Value is BsonRegularExpression pattern
                ? new RegexMatcher(pattern, cancellation)
                : ParseTest(NotOperand(element.Value), cancellation));
        (ValueMatcher matcher, bool isNegated) = OperatorParser.Parse(element, operators, field: "", cancellation);
        return isNegated ? new NotMatcher(matcher) : matcher;
    }

    private static Predicate[] Negated(
        BsonValue operand, FieldPath path, CancellationToken cancellation) => operand is BsonRegularExpression pattern
        ? [new FieldPredicate(path, new RegexMatcher(pattern, cancellation), cancellation)]
        : Parse(path, NotOperand(operand), cancellation).ToArray();

    private static BsonDocument NotOperand(BsonValue operand) => operand switch
    {
        BsonDocument { ElementCount: 0 } => throw DocumentException.BadValue("$not cannot be empty"),
        BsonDocument document => document,
        _ => throw DocumentException.BadValue("$not needs a regex or a document"),
    };

    private static Predicate All(FieldPath path, BsonValue operand, CancellationToken cancellation)
    {
        ValueMatcher[] matchers = OperatorParser.ParseAll(Operands(operand), cancellation);
        return matchers.Length == 0
            ? OrPredicate.Nothing
            : new AndPredicate(matchers.Select(matcher => new FieldPredicate(path, matcher, cancellation)).ToArray());
    }

    private static ValueMatcher AllOfItem(BsonArray items, CancellationToken cancellation) =>
        OperatorParser.ParseAll(items, cancellation) is { Length: > 0 } matchers
            ? new AllMatchers(matchers)
            : new NotMatcher(new AllMatchers([]));

    private static BsonArray Operands(BsonValue operand) => operand as BsonArray ?? throw DocumentException.BadValue("$all needs an array");
}
