using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AppServices.Mql.Queries.Matchers;
using AppServices.Mql.Values;
using AppServices.Server.Rules.Expressions.Conditions;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Schemas.Checks;

/// <summary><c>minimum</c> and <c>maximum</c>, with their <c>exclusive</c> forms.</summary>
internal sealed class RangeCheck(BsonValue bound, bool isUpper, bool isExclusive) : SchemaCheck
{
    public override void Find(in SchemaValue value, List<string> violations)
    {
        if (!value.Value.IsNumeric) return;
        int order = NumberOrder.IsNaN(value.Value) ? -1 : BsonOrder.Instance.Compare(value.Value, bound) * (isUpper ? -1 : 1);
        if (order > 0 || (order == 0 && !isExclusive)) return;
        violations.Add(At(value, $"must be {(isUpper ? "less than" : "greater than")} {(isExclusive ? "" : "or equal to ")}{bound}"));
    }
}

/// <summary><c>multipleOf</c>.</summary>
internal sealed class MultipleCheck(BsonValue divisor) : SchemaCheck
{
    public override void Find(in SchemaValue value, List<string> violations)
    {
        if (value.Value.IsNumeric && !IsMultiple(value.Value)) violations.Add(At(value, $"must be a multiple of {divisor}"));
    }

    private bool IsMultiple(BsonValue number)
    {
        if (WholeNumber.TryExact(number, out long whole) && WholeNumber.TryExact(divisor, out long by)) return by != 0 && whole % by == 0;
        double quotient = number.ToDouble() / divisor.ToDouble();
        return double.IsFinite(quotient) && Math.Abs(quotient - Math.Round(quotient)) < 1e-9;
    }
}

/// <summary><c>pattern</c>: what a text must match.</summary>
internal sealed class PatternCheck(string pattern) : SchemaCheck
{
    private readonly RegexMatcher _test = new(new BsonRegularExpression(pattern), CancellationToken.None);

    public override void Find(in SchemaValue value, List<string> violations)
    {
        if (value.Value is BsonString && !_test.Holds(value.Value)) violations.Add(At(value, $"must match {pattern}"));
    }
}

/// <summary><c>enum</c>: the only values.</summary>
internal sealed class EnumCheck(IReadOnlyList<BsonValue> values) : SchemaCheck
{
    public override void Find(in SchemaValue value, List<string> violations)
    {
        foreach (BsonValue allowed in values)
            if (BsonOrder.AreEqual(allowed, value.Value)) return;
        violations.Add(At(value, $"must be one of {string.Join(", ", values.Select(allowed => allowed.ToString()))}"));
    }
}

/// <summary><c>validate</c>: an expression about the value and the documents.</summary>
internal sealed class ExpressionCheck(Condition condition) : SchemaCheck
{
    public override void Find(in SchemaValue value, List<string> violations)
    {
        if (!condition.IsTrue(value.Scope.At(value.Value, value.Previous)))
            violations.Add(At(value, "is not valid by the expression of its schema"));
    }
}
