using System;
using System.Linq;
using AppServices.Mql.Queries;
using AppServices.Mql.Queries.Matchers;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions.Conditions;

/// <summary>
/// An operator with the value it compares with, as a matcher of the query language: null and missing are alike, numbers compare
/// across their types, an array is asked item by item, and one on the other side stands for any of its items (app-folder 6.7).
/// </summary>
internal sealed class OperandMatcher
{
    private readonly ValueOperator _operator;
    private readonly BsonValue? _operand;

    public OperandMatcher(ValueOperator @operator, BsonValue? operand)
    {
        (_operator, _operand) = (@operator, Defined(operand));
        IsNegated = @operator is ValueOperator.NotEqual or ValueOperator.NotIn
            || (@operator == ValueOperator.Exists && !Operand.ToBoolean(operand));
        Matcher = @operator switch
        {
            ValueOperator.Equal or ValueOperator.NotEqual => Equality(),
            ValueOperator.In or ValueOperator.NotIn => new MembershipMatcher(Members(_operand)),
            ValueOperator.Exists => new ExistsMatcher(),
            _ when _operand is null => new MembershipMatcher([]),      // nothing is above or below what is missing
            _ => new ComparisonMatcher(ComparisonOf(@operator), _operand),
        };
    }

    public ValueMatcher Matcher { get; }

    /// <summary>Whether the opposite of the matcher is asked.</summary>
    public bool IsNegated { get; }

    /// <summary>The same as a query of a field; null where the query language would read it otherwise.</summary>
    public BsonDocument? ToQuery(string path)
    {
        (string Name, BsonValue Value)? query = _operator switch
        {
            ValueOperator.Exists => ("$exists", !IsNegated),
            ValueOperator.In or ValueOperator.NotIn => Membership(Members(_operand)),
            ValueOperator.Equal or ValueOperator.NotEqual when _operand is BsonArray array => Membership([.. array, array]),
            ValueOperator.Equal or ValueOperator.NotEqual =>
                IsNegated ? ("$ne", _operand ?? BsonNull.Value) : ("$eq", _operand ?? BsonNull.Value),
            _ when _operand is null or BsonRegularExpression => null,
            ValueOperator.Greater => ("$gt", _operand),
            ValueOperator.GreaterOrEqual => ("$gte", _operand),
            ValueOperator.Less => ("$lt", _operand),
            _ => ("$lte", _operand),
        };
        return query is var (name, value) && !(name is "$ne" && value is BsonRegularExpression)
            ? new BsonDocument(path, new BsonDocument(name, value))
            : null;
    }

    private (string Name, BsonValue Value)? Membership(BsonValue[] values) =>
        values.Any(value => value is BsonRegularExpression || (value is BsonDocument document && QueryParser.IsOperators(document)))
            ? null
            : (IsNegated ? "$nin" : "$in", new BsonArray(values));

    private ValueMatcher Equality() => _operand is BsonArray array
        ? new MembershipMatcher([.. array.Select(Defined).OfType<BsonValue>(), array])
        : new ComparisonMatcher(Comparison.Equal, _operand ?? BsonNull.Value);

    private static BsonValue[] Members(BsonValue? operand) => operand switch
    {
        null => [],
        BsonArray array => array.Select(Defined).OfType<BsonValue>().ToArray(),
        _ => [operand],
    };

    private static BsonValue? Defined(BsonValue? value) => value is BsonUndefined ? BsonNull.Value : value;

    private static Comparison ComparisonOf(ValueOperator @operator) => @operator switch
    {
        ValueOperator.Greater => Comparison.Greater,
        ValueOperator.GreaterOrEqual => Comparison.GreaterOrEqual,
        ValueOperator.Less => Comparison.Less,
        ValueOperator.LessOrEqual => Comparison.LessOrEqual,
        _ => throw new InvalidOperationException($"{@operator} is no comparison."),
    };
}
