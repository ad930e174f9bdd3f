using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Numbers;

/// <summary>Declares and applies functions of one number.</summary>
internal static class NumberOperand
{
    /// <summary>An operator on a number that makes null of null and takes nothing else.</summary>
    public static void OfNumber(
        this OperatorList operators, string name, Func<BsonValue, BsonValue> function) => operators.Unary(name, value =>
    {
        if (Types.IsNullish(value)) return BsonNull.Value;
        return Types.IsNumber(value)
            ? function(value!)
            : throw DocumentException.Numbered(28765, $"{name} only supports numeric types, not {Types.Name(value)}");
    });

    /// <summary>A function of real numbers: a decimal of a decimal, a double of any other.</summary>
    /// <param name="value">The number.</param>
    /// <param name="ofDouble">The function.</param>
    /// <param name="ofDecimal">The same to 34 digits; null where only the limit counts.</param>
    public static BsonValue Real(BsonValue value, Func<double, double> ofDouble, Func<BigDecimal, BigDecimal?> ofDecimal)
    {
        if (value is not BsonDecimal128 number) return new BsonDouble(ofDouble(Number.ToDouble(value)));
        BigDecimal? exact = Number.IsFinite(number.Value) ? ofDecimal(BigDecimal.Of(number.Value)) : null;
        return new BsonDecimal128(exact?.ToDecimal128() ?? Number.ToDecimal(ofDouble(Number.ToDouble(value))));
    }

    /// <summary>A function of two real numbers.</summary>
    public static BsonValue Real(
        BsonValue x, BsonValue y, Func<double, double, double> ofDouble, Func<BigDecimal, BigDecimal, BigDecimal?> ofDecimal)
    {
        double near = ofDouble(Number.ToDouble(x), Number.ToDouble(y));
        if (x is not BsonDecimal128 && y is not BsonDecimal128) return new BsonDouble(near);
        Decimal128 left = Number.ToDecimal(x), right = Number.ToDecimal(y);
        BigDecimal? exact = Number.IsFinite(left) && Number.IsFinite(right) ? ofDecimal(BigDecimal.Of(left), BigDecimal.Of(right)) : null;
        return new BsonDecimal128(exact?.ToDecimal128() ?? Number.ToDecimal(near));
    }

    /// <summary>Whether a number is less than an integer.</summary>
    public static bool IsBelow(BsonValue value, int limit) =>
        !NumberOrder.IsNaN(value) && NumberOrder.Compare(value, new BsonInt32(limit)) < 0;
}
