using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Matchers;

/// <summary>
/// <c>$eq</c>, <c>$gt</c>, <c>$gte</c>, <c>$lt</c>, <c>$lte</c>. Values of different kinds do not compare, except with the
/// smallest and the greatest key; a missing value counts as null, and, since MongoDB 8.0, undefined does not.
/// </summary>
internal sealed class ComparisonMatcher : ValueMatcher
{
    private readonly byte _rank;
    private readonly bool _isNaN;

    /// <exception cref="DocumentException">The operand is undefined, which nothing compares to.</exception>
    public ComparisonMatcher(Comparison comparison, BsonValue operand)
    {
        if (operand is BsonUndefined) throw DocumentException.BadValue("cannot compare to undefined");
        (Comparison, Operand) = (comparison, operand);
        _rank = TypeOrder.Of(operand);
        _isNaN = NumberOrder.IsNaN(operand);
    }

    public Comparison Comparison { get; }

    public BsonValue Operand { get; }

    public override bool Holds(BsonValue? value)
    {
        byte rank = TypeOrder.Of(value);
        if (rank != _rank) return HoldsAcross(value);
        // NaN is equal to itself and stands in no order to anything.
        if (rank == TypeOrder.Number && (_isNaN || NumberOrder.IsNaN(value!))) return AllowsEqual && _isNaN && NumberOrder.IsNaN(value!);
        int order = BsonOrder.Instance.Compare(value, Operand);
        return Comparison switch
        {
            Comparison.Equal => order == 0,
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            Comparison.GreaterOrEqual => order >= 0,
            _ => throw new InvalidOperationException($"{Comparison} is no comparison."),
        };
    }

    private bool AllowsEqual => Comparison is Comparison.Equal or Comparison.LessOrEqual or Comparison.GreaterOrEqual;

    private bool HoldsAcross(BsonValue? value) => _rank switch
    {
        TypeOrder.Null => AllowsEqual && value is null,
        TypeOrder.MinKey => Comparison is Comparison.Greater or Comparison.GreaterOrEqual,
        TypeOrder.MaxKey => Comparison is Comparison.Less or Comparison.LessOrEqual,
        _ => false,
    };
}
