using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Numbers;

/// <summary>Powers, roots and logarithms.</summary>
internal static class PowerOperators
{
    public static void Declare(OperatorList operators)
    {
        operators.OfNumber("$exp", static value => NumberOperand.Real(value, Math.Exp, DecimalFunctions.Exp));
        operators.OfNumber("$sqrt", Sqrt);
        operators.OfNumber("$ln", static value => Logarithm(value, 28766, "$ln", Math.Log, DecimalFunctions.Ln));
        operators.OfNumber(
            "$log10",
            static value => Logarithm(value, 28761, "$log10", Math.Log10, DecimalFunctions.Log10));
        operators.Binary("$log", Logarithm);
        operators.Binary("$pow", Power);
    }

    private static BsonValue Sqrt(BsonValue value) => NumberOperand.IsBelow(value, 0)
        ? throw DocumentException.Numbered(28714, "$sqrt's argument must be greater than or equal to 0")
        : NumberOperand.Real(value, Math.Sqrt, DecimalFunctions.Sqrt);

    private static BsonValue Logarithm(
        BsonValue value, int code, string name, Func<double, double> ofDouble, Func<BigDecimal, BigDecimal?> ofDecimal) =>
        IsPositive(value)
            ? NumberOperand.Real(value, ofDouble, ofDecimal)
            : throw DocumentException.Numbered(code, $"{name}'s argument must be a positive number, but is {value}");

    private static BsonValue Logarithm(BsonValue? value, BsonValue? @base)
    {
        if (Types.IsNullish(value) || Types.IsNullish(@base)) return BsonNull.Value;
        if (!Types.IsNumber(value)) throw DocumentException.Numbered(28756, $"$log's argument must be numeric, not {Types.Name(value)}");
        if (!Types.IsNumber(@base)) throw DocumentException.Numbered(28757, $"$log's base must be numeric, not {Types.Name(@base)}");
        if (!IsPositive(value!)) throw DocumentException.Numbered(28758, $"$log's argument must be a positive number, but is {value}");
        if (!IsPositive(@base!) || WholeNumber.TryExact(@base, out long whole) && whole == 1)
            throw DocumentException.Numbered(28759, $"$log's base must be a positive number not equal to 1, but is {@base}");
        return NumberOperand.Real(value!, @base!, static (x, b) => Math.Log(x) / Math.Log(b), DecimalFunctions.Log);
    }

    private static BsonValue Power(BsonValue? @base, BsonValue? exponent)
    {
        if (Types.IsNullish(@base) || Types.IsNullish(exponent)) return BsonNull.Value;
        if (!Types.IsNumber(@base)) throw DocumentException.Numbered(28762, $"$pow's base must be numeric, not {Types.Name(@base)}");
        if (!Types.IsNumber(exponent))
            throw DocumentException.Numbered(28763, $"$pow's exponent must be numeric, not {Types.Name(exponent)}");
        if (Arithmetic.IsZero(@base!) && NumberOperand.IsBelow(exponent!, 0))
            throw DocumentException.Numbered(28764, "$pow cannot take a base of 0 and a negative exponent");
        if (@base is BsonInt32 or BsonInt64 && exponent is BsonInt32 or BsonInt64
            && TryPower(@base!.ToInt64(), exponent!.ToInt64(), out long power))
            return @base is BsonInt32 && exponent is BsonInt32 ? Number.Narrow(power) : new BsonInt64(power);
        return NumberOperand.Real(@base!, exponent!, Math.Pow, DecimalFunctions.Pow);
    }

    /// <summary>Whether a power of integers is one that fits 64 bits.</summary>
    private static bool TryPower(long @base, long exponent, out long power)
    {
        switch (@base)
        {
            case 0 when exponent > 0: power = 0; return true;
            case 1: power = 1; return true;
            case -1: power = exponent % 2 == 0 ? 1 : -1; return true;
        }
        power = 1;
        if (exponent is < 0 or > 63) return false;
        Int128 product = 1;
        for (long i = 0; i < exponent; i++)
        {
            product *= @base;
            if (product < long.MinValue || product > long.MaxValue) return false;
        }
        power = (long)product;
        return true;
    }

    private static bool IsPositive(BsonValue value) => !NumberOperand.IsBelow(value, 0) && !Arithmetic.IsZero(value);
}
