using System.Collections.Generic;
using System.Linq;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Arrays;

/// <summary>Arrays as sets, in which neither order nor repetition counts.</summary>
internal static class SetOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.Unary("$allElementsTrue", static value => Types.Boolean(!Contains("$allElementsTrue", 17040, value, truth: false)));
        operators.Unary("$anyElementTrue", static value => Types.Boolean(Contains("$anyElementTrue", 17041, value, truth: true)));
        operators.Binary("$setDifference", Difference);
        operators.Binary("$setIsSubset", IsSubset);
        operators.Add("$setEquals", ParseEquals);
        operators.Several("$setIntersection", 0, Arguments.Unlimited, Intersection);
        operators.Several("$setUnion", 0, Arguments.Unlimited, Union);
    }

    private static bool Contains(string name, int code, BsonValue? value, bool truth)
    {
        BsonArray array = value as BsonArray
            ?? throw DocumentException.Numbered(code, $"{name}'s argument must be an array, but is {Types.Name(value)}");
        for (int i = 0; i < array.Count; i++)
            if (Operand.ToBoolean(array[i]) == truth) return true;
        return false;
    }

    private static BsonValue Difference(BsonValue? left, BsonValue? right)
    {
        if (Types.IsNullish(left) || Types.IsNullish(right)) return BsonNull.Value;
        BsonArray array = left as BsonArray
            ?? throw DocumentException.Numbered(
                17048, $"both operands of $setDifference must be arrays. First argument is of type: {Types.Name(left)}");
        HashSet<BsonValue?> seen = Set(right as BsonArray
            ?? throw DocumentException.Numbered(
                17049, $"both operands of $setDifference must be arrays. Second argument is of type: {Types.Name(right)}"));
        var rest = new BsonArray();
        for (int i = 0; i < array.Count; i++)
            if (seen.Add(array[i])) rest.Add(array[i]);
        return rest;
    }

    private static BsonBoolean IsSubset(BsonValue? left, BsonValue? right)
    {
        BsonArray part = left as BsonArray
            ?? throw DocumentException.Numbered(
                17046, $"both operands of $setIsSubset must be arrays. First argument is of type: {Types.Name(left)}");
        BsonArray whole = right as BsonArray
            ?? throw DocumentException.Numbered(
                17042, $"both operands of $setIsSubset must be arrays. Second argument is of type: {Types.Name(right)}");
        return Types.Boolean(Set(part).IsSubsetOf(Set(whole)));
    }

    private static SeveralExpression ParseEquals(string name, BsonValue operand, ExpressionParser parser)
    {
        Expression[] operands = Arguments.Parse(name, operand, parser);
        if (operands.Length < 2) throw DocumentException.Numbered(17045, $"{name} needs at least two arguments had: {operands.Length}");
        // What is written there is refused before anything runs.
        foreach (ConstantExpression constant in operands.OfType<ConstantExpression>())
        {
            if (constant.Value is not BsonArray)
                throw DocumentException.Numbered(
                    5887502, $"All operands of {name} must be arrays. One argument is of type: {Types.Name(constant.Value)}");
        }
        return new SeveralExpression(AreEqual, operands);
    }

    private static BsonBoolean AreEqual(BsonValue?[] values)
    {
        HashSet<BsonValue?>? first = null;
        bool areEqual = true;
        foreach (BsonValue? value in values)
        {
            BsonArray array = value as BsonArray
                ?? throw DocumentException.Numbered(
                    17044, $"All operands of $setEquals must be arrays. One argument is of type: {Types.Name(value)}");
            if (first is null) first = Set(array);
            else areEqual &= first.SetEquals(Set(array));
        }
        return Types.Boolean(areEqual);
    }

    private static BsonValue Intersection(BsonValue?[] values)
    {
        HashSet<BsonValue?>? common = null;
        foreach (BsonValue? value in values)
        {
            if (Types.IsNullish(value)) return BsonNull.Value;
            BsonArray array = value as BsonArray
                ?? throw DocumentException.Numbered(
                    17047, $"All operands of $setIntersection must be arrays. One argument is of type: {Types.Name(value)}");
            if (common is null) common = Set(array);
            else common.IntersectWith(Set(array));
        }
        return new BsonArray(common ?? []);
    }

    private static BsonValue Union(BsonValue?[] values)
    {
        HashSet<BsonValue?> all = new(BsonEquality.Instance);
        foreach (BsonValue? value in values)
        {
            if (Types.IsNullish(value)) return BsonNull.Value;
            all.UnionWith(
                value as BsonArray
                    ?? throw DocumentException.Numbered(
                        17043, $"All operands of $setUnion must be arrays. One argument is of type: {Types.Name(value)}"));
        }
        return new BsonArray(all);
    }

    private static HashSet<BsonValue?> Set(BsonArray array) => new(array, BsonEquality.Instance);
}
