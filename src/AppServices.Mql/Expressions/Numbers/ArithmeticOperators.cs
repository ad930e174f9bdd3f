using System;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Numbers;

/// <summary>Sums, products and what is left of a division.</summary>
internal static class ArithmeticOperators
{
    private const string DivideByZero = "can't $divide by zero";
    private const int ModByZero = 16610, DecimalModByZero = 5733415, GroupDivideByZero = 4848401, GroupModByZero = 4848403;

    /// <summary>
    /// The number that a division by zero has within a group, where MongoDB computes by another engine; null for other errors.
    /// </summary>
    public static int? CodeOfGroup(DocumentException error) => error switch
    {
        { Message: DivideByZero } => GroupDivideByZero,
        { Code: ModByZero or DecimalModByZero } => GroupModByZero,
        _ => null,
    };

    public static void Declare(OperatorList operators)
    {
        operators.Add("$add", static (name, operand, parser) => new AddExpression(Arguments.Parse(name, operand, parser)));
        operators.Add("$multiply", static (name, operand, parser) => new MultiplyExpression(Arguments.Parse(name, operand, parser)));
        operators.Binary("$subtract", Subtract);
        operators.Binary("$divide", Divide);
        operators.Binary("$mod", Remainder);
        operators.OfNumber("$abs", Absolute);
    }

    private static BsonValue Subtract(BsonValue? left, BsonValue? right)
    {
        if (Types.IsNumber(left) && Types.IsNumber(right)) return Arithmetic.Subtract(left!, right!);
        if (Types.IsNullish(left) || Types.IsNullish(right)) return BsonNull.Value;
        return (left, right) switch
        {
            (BsonDateTime from, BsonDateTime to) => new BsonInt64(from.MillisecondsSinceEpoch - to.MillisecondsSinceEpoch),
            (BsonDateTime date, { IsNumeric: true }) => Milliseconds.Add(date, Arithmetic.Multiply(right, new BsonInt32(-1)), "$subtract"),
            _ => throw DocumentException.TypeMismatch($"can't $subtract {Types.Name(right)} from {Types.Name(left)}"),
        };
    }

    private static BsonValue Divide(BsonValue? left, BsonValue? right)
    {
        if (Types.IsNullish(left) || Types.IsNullish(right)) return BsonNull.Value;
        if (!Types.IsNumber(left) || !Types.IsNumber(right))
            throw DocumentException.TypeMismatch($"$divide only supports numeric types, not {Types.Name(left)} and {Types.Name(right)}");
        return Arithmetic.IsZero(right!) ? throw DocumentException.BadValue(DivideByZero) : Arithmetic.Divide(left!, right!);
    }

    private static BsonValue Remainder(BsonValue? left, BsonValue? right)
    {
        if (Types.IsNullish(left) || Types.IsNullish(right)) return BsonNull.Value;
        if (!Types.IsNumber(left) || !Types.IsNumber(right))
            throw DocumentException.Numbered(16611, $"$mod only supports numeric types, not {Types.Name(left)} and {Types.Name(right)}");
        return Arithmetic.IsZero(right!)
            ? throw DocumentException.Numbered(
                left is BsonDecimal128 || right is BsonDecimal128 ? DecimalModByZero : ModByZero, "can't $mod by zero")
            : Arithmetic.Remainder(left!, right!);
    }

    private static BsonValue Absolute(BsonValue value) => value switch
    {
        BsonInt32 number => Number.Narrow(Math.Abs((long)number.Value)),
        BsonInt64 { Value: long.MinValue } => throw DocumentException.Numbered(28680, "can't take $abs of long long min"),
        BsonInt64 number => new BsonInt64(Math.Abs(number.Value)),
        BsonDecimal128 number => Decimal128.IsNegative(number.Value) ? new BsonDecimal128(Decimal128.Negate(number.Value)) : number,
        _ => new BsonDouble(Math.Abs(value.AsDouble)),
    };
}
