using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Queries.Matchers;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Which documents stand in an index that is of a part of its collection.</summary>
internal sealed class PartialFilter
{
    private readonly Predicate _predicate;

    private PartialFilter(Predicate predicate) => _predicate = predicate;

    /// <exception cref="DocumentException">It is no query, or more than such an index can have.</exception>
    public static PartialFilter Parse(BsonDocument query)
    {
        if (UnfitOperator(query) is { } unfit) throw DocumentException.Numbered(224, $"{unfit} is not allowed in this context");
        Predicate predicate = QueryParser.Parse(query, CancellationToken.None);
        return IsAllowed(predicate)
            ? new PartialFilter(predicate)
            : throw new DocumentException(
                67, "CannotCreateIndex",
                $"Expression not supported in partial index: {ErrorText.Of(query)}; use $eq, $gt, $gte, $lt, $lte, $in, "
                    + "$exists: true, $type, $and and $or");
    }

    /// <summary>Whether a document stands in the index.</summary>
    public bool Includes(BsonDocument document) => _predicate.Matches(document);

    /// <summary>Whether all documents that pass some matchers stand in the index, as far as can be told.</summary>
    public bool IsImpliedBy(ILookup<string, ValueMatcher> matchers) => IsImplied(_predicate, matchers);

    // What is no condition on a field.
    private static string? UnfitOperator(BsonDocument query)
    {
        foreach (BsonElement field in query)
        {
            if (field.Name is "$expr" or "$jsonSchema" or "$where" or "$text") return field.Name;
            if (field.Name is not ("$and" or "$or" or "$nor") || field.Value is not BsonArray parts) continue;
            if (parts.OfType<BsonDocument>().Select(UnfitOperator).FirstOrDefault(static found => found is not null) is { } unfit) return unfit;
        }
        return null;
    }

    private static bool IsAllowed(Predicate predicate) => predicate switch
    {
        AndPredicate all => all.Parts.All(IsAllowed),
        OrPredicate any => any.Parts.All(IsAllowed),
        FieldPredicate field => field.Matcher is ComparisonMatcher or ExistsMatcher or TypeMatcher or InMatcher { HasPatterns: false },
        _ => false,
    };

    private static bool IsImplied(Predicate predicate, ILookup<string, ValueMatcher> matchers) => predicate switch
    {
        AndPredicate all => all.Parts.All(part => IsImplied(part, matchers)),
        OrPredicate any => any.Parts.Any(part => IsImplied(part, matchers)),
        FieldPredicate field => matchers[field.Path.Text].Any(matcher => Implies(matcher, field.Matcher)),
        _ => false,
    };

    // Any value for which the one holds is one for which the other holds.
    private static bool Implies(ValueMatcher matcher, ValueMatcher wanted) => (matcher, wanted) switch
    {
        (ComparisonMatcher or InMatcher { HasPatterns: false }, ExistsMatcher) => !matcher.Holds(null),
        (ComparisonMatcher compared, TypeMatcher types) => IsOf(compared.Operand, types),
        (InMatcher { HasPatterns: false } list, TypeMatcher types) => list.Values.All(value => IsOf(value, types)),
        (ComparisonMatcher { Comparison: Comparison.Equal } equal, _) => HoldsFor(equal.Operand, wanted),
        (InMatcher { HasPatterns: false } list, _) => list.Values.All(value => HoldsFor(value, wanted)),
        (ComparisonMatcher range, ComparisonMatcher other) when IsAbove(range) && IsAbove(other) || IsBelow(range) && IsBelow(other) =>
            other.Holds(range.Operand)
            || range.Comparison == other.Comparison && BsonOrder.AreEqual(range.Operand, other.Operand),
        _ => false,
    };

    // A missing value is null.
    private static bool HoldsFor(BsonValue value, ValueMatcher wanted) =>
        wanted.Holds(value) && (value is not BsonNull || wanted.Holds(null));

    private static bool IsAbove(ComparisonMatcher matcher) => matcher.Comparison is Comparison.Greater or Comparison.GreaterOrEqual;

    private static bool IsBelow(ComparisonMatcher matcher) => matcher.Comparison is Comparison.Less or Comparison.LessOrEqual;

    // Whether all values that are equal to one, or beside it in their order, are of types that are wanted.
    private static bool IsOf(BsonValue value, TypeMatcher types) => value switch
    {
        { IsNumeric: true } => types.Types.IsSupersetOf([BsonType.Int32, BsonType.Int64, BsonType.Double, BsonType.Decimal128]),
        BsonString or BsonSymbol => types.Types.IsSupersetOf([BsonType.String, BsonType.Symbol]),
        BsonDateTime or BsonObjectId or BsonBoolean or BsonBinaryData or BsonTimestamp => types.Types.Contains(value.BsonType),
        _ => false,
    };
}
