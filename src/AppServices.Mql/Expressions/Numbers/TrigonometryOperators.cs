using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Numbers;

/// <summary>Angles, and the functions of hyperbolas.</summary>
internal static class TrigonometryOperators
{
    private static readonly BigDecimal s_pi = FixedPoint.ToDecimal(FixedPoint.Pi);
    private static readonly BigDecimal s_half = BigDecimal.Of(180);

    public static void Declare(OperatorList operators)
    {
        Real(operators, "$sin", Math.Sin, DecimalFunctions.Sin, IsFinite, "(-inf,inf)");
        Real(operators, "$cos", Math.Cos, DecimalFunctions.Cos, IsFinite, "(-inf,inf)");
        Real(operators, "$tan", Math.Tan, DecimalFunctions.Tan, IsFinite, "(-inf,inf)");
        Real(operators, "$asin", Math.Asin, DecimalFunctions.Asin, IsSine, "[-1,1]");
        Real(operators, "$acos", Math.Acos, DecimalFunctions.Acos, IsSine, "[-1,1]");
        Real(operators, "$atan", Math.Atan, DecimalFunctions.Atan);
        Real(operators, "$sinh", Math.Sinh, DecimalFunctions.Sinh);
        Real(operators, "$cosh", Math.Cosh, DecimalFunctions.Cosh);
        Real(operators, "$tanh", Math.Tanh, DecimalFunctions.Tanh);
        Real(operators, "$asinh", Math.Asinh, DecimalFunctions.Asinh);
        Real(operators, "$acosh", Math.Acosh, DecimalFunctions.Acosh, static value => !NumberOperand.IsBelow(value, 1), "[1,inf]");
        Real(operators, "$atanh", Math.Atanh, DecimalFunctions.Atanh, IsSine, "[-1,1]");
        Real(operators, "$degreesToRadians", static x => x * (Math.PI / 180), static x => BigDecimal.Divide(x * s_pi, s_half));
        Real(operators, "$radiansToDegrees", static x => x * (180 / Math.PI), static x => BigDecimal.Divide(x * s_half, s_pi));
        operators.Binary("$atan2", Atan2);
    }

    private static void Real(
        OperatorList operators,
        string name,
        Func<double, double> ofDouble,
        Func<BigDecimal, BigDecimal?> ofDecimal,
        Predicate<BsonValue>? isInRange = null,
        string range = "") => operators.OfNumber(name, value => isInRange is null || NumberOrder.IsNaN(value) || isInRange(value)
            ? NumberOperand.Real(value, ofDouble, ofDecimal)
            : throw DocumentException.Numbered(50989, $"cannot apply {name} to {value}, value must be in {range}"));

    private static bool IsFinite(BsonValue value) => NumberOrder.Infinity(value) == 0;

    private static bool IsSine(BsonValue value) =>
        !NumberOperand.IsBelow(value, -1) && NumberOrder.Compare(value, new BsonInt32(1)) <= 0;

    private static BsonValue Atan2(BsonValue? y, BsonValue? x)
    {
        if (Types.IsNullish(y) || Types.IsNullish(x)) return BsonNull.Value;
        if (!Types.IsNumber(y))
            throw DocumentException.Numbered(51044, $"$atan2 only supports numeric types, not {Types.Name(y)} and {Types.Name(x)}");
        if (!Types.IsNumber(x))
            throw DocumentException.Numbered(51045, $"$atan2 only supports numeric types, not {Types.Name(y)} and {Types.Name(x)}");
        return NumberOperand.Real(y!, x!, Math.Atan2, DecimalFunctions.Atan2);
    }
}
