using System.Collections.Generic;
using System.Text.RegularExpressions;
using System.Threading;
using AppServices.Mql.Expressions.Strings;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Queries.Schemas;

/// <summary><c>bsonType</c> and <c>type</c>: of one of several types.</summary>
internal sealed class TypeRule(IReadOnlySet<BsonType> types) : SchemaRule
{
    public override bool Passes(BsonValue value) => types.Contains(value.BsonType);
}

/// <summary><c>enum</c>: one of several values.</summary>
internal sealed class EnumRule(BsonArray values) : SchemaRule
{
    private readonly HashSet<BsonValue?> _values = new(values, BsonEquality.Instance);

    public override bool Passes(BsonValue value) => _values.Contains(value);
}

/// <summary><c>minimum</c> and <c>maximum</c> of numbers.</summary>
/// <param name="bound">The number.</param>
/// <param name="isMaximum">Whether it is the greatest.</param>
/// <param name="isExclusive">Whether it is none of them itself.</param>
internal sealed class BoundRule(BsonValue bound, bool isMaximum, bool isExclusive) : SchemaRule
{
    public override bool Passes(BsonValue value)
    {
        if (!Types.IsNumber(value)) return true;
        if (NumberOrder.IsNaN(value) || NumberOrder.IsNaN(bound))
            return NumberOrder.IsNaN(value) && NumberOrder.IsNaN(bound) && !isExclusive;
        int order = NumberOrder.Compare(value, bound);
        return (isMaximum ? order < 0 : order > 0) || (order == 0 && !isExclusive);
    }
}

/// <summary><c>multipleOf</c> of numbers.</summary>
internal sealed class MultipleRule(BsonValue divisor) : SchemaRule
{
    public override bool Passes(BsonValue value)
    {
        if (!Types.IsNumber(value)) return true;
        Decimal128 number = Number.ToDecimal(value);
        return Number.IsFinite(number)
            && Arithmetic.IsZero(Arithmetic.Remainder(new BsonDecimal128(number), new BsonDecimal128(Number.ToDecimal(divisor))));
    }
}

/// <summary><c>minLength</c> and <c>maxLength</c>: the code points of a text.</summary>
internal sealed class LengthRule(long bound, bool isMaximum) : SchemaRule
{
    public override bool Passes(BsonValue value)
    {
        if (value is not BsonString text) return true;
        int length = CodePoints.Count(text.Value);
        return isMaximum ? length <= bound : length >= bound;
    }
}

/// <summary><c>pattern</c> of a text.</summary>
internal sealed class PatternRule(Regex pattern, CancellationToken cancellation) : SchemaRule
{
    /// <summary>What patterns of schemas are called when they take too long.</summary>
    public const string Title = "$jsonSchema: a pattern";

    public override bool Passes(BsonValue value) =>
        value is not BsonString text || Patterns.IsMatch(pattern, text.Value, Title, cancellation);
}

/// <summary><c>allOf</c>, <c>anyOf</c>, <c>oneOf</c> and <c>not</c>: so many of several schemas pass.</summary>
internal sealed class CountedRule(IReadOnlyList<JsonSchema> schemas, int least, int most) : SchemaRule
{
    public override bool Passes(BsonValue value)
    {
        int passed = 0;
        foreach (JsonSchema schema in schemas)
            if (schema.Passes(value)) passed++;
        return passed >= least && passed <= most;
    }
}
