using System;
using System.Globalization;
using System.Numerics;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Mql.Expressions.Numbers;

/// <summary>Numbers with fewer digits.</summary>
internal static class RoundingOperators
{
    private const int LeastPlaces = -20, MaxPlaces = 100, DecimalDigits = 34;

    public static void Declare(OperatorList operators)
    {
        operators.OfNumber("$ceil", static value => ToWhole(value, MidpointRounding.ToPositiveInfinity));
        operators.OfNumber("$floor", static value => ToWhole(value, MidpointRounding.ToNegativeInfinity));
        operators.Several("$round", 1, 2, static values => Round("$round", values, MidpointRounding.ToEven));
        operators.Several("$trunc", 1, 2, static values => Round("$trunc", values, MidpointRounding.ToZero));
    }

    private static BsonValue ToWhole(BsonValue value, MidpointRounding rounding) => value switch
    {
        BsonInt32 or BsonInt64 => value,
        // A decimal that cannot have the digit in front of its point is none afterwards.
        BsonDecimal128 number when !Number.IsFinite(number.Value) || !HasOnes(BigDecimal.Of(number.Value)) =>
            new BsonDecimal128(Decimal128.QNaN),
        _ => Round(value, 0, rounding),
    };

    private static bool HasOnes(BigDecimal value) => value.IsZero || value.Digits + value.Exponent <= DecimalDigits;

    private static BsonValue Round(string name, BsonValue?[] values, MidpointRounding rounding)
    {
        BsonValue? number = values[0], places = values.Length > 1 ? values[1] : new BsonInt32(0);
        if (Types.IsNullish(number) || Types.IsNullish(places)) return BsonNull.Value;
        if (!Types.IsNumber(number))
            throw DocumentException.Numbered(51081, $"{name} only supports numeric types, not {Types.Name(number)}");
        if (!Types.IsNumber(places))
            throw DocumentException.Numbered(16004, $"precision argument to {name} must be a number, not {Types.Name(places)}");
        if (places is BsonDouble { Value: var place } && !double.IsFinite(place))
            throw DocumentException.Numbered(31109, $"Can't coerce out of range value {place} to long");
        if (!WholeNumber.TryInt32(places, out int count))
            throw DocumentException.Numbered(51082, $"precision argument to {name} must be a integral value");
        if (count is < LeastPlaces or > MaxPlaces)
            throw DocumentException.Numbered(
                51083, $"cannot apply {name} with precision value {count} value must be in [{LeastPlaces}, {MaxPlaces}]");
        return number is BsonInt32 or BsonInt64 ? RoundInteger(name, number, count, rounding) : Round(number!, count, rounding);
    }

    private static BsonValue RoundInteger(string name, BsonValue value, int places, MidpointRounding rounding)
    {
        if (places >= 0) return value;
        BigInteger rounded = BigDecimal.Of(value.ToInt64()).Quantize(places, rounding).CoefficientAt(0);
        if (rounded < long.MinValue || rounded > long.MaxValue)
            throw DocumentException.Numbered(
                51080, $"invalid conversion from Decimal128 result in {name} resulting from arguments: [{value}, {places}]");
        return value is BsonInt32 ? Number.Narrow((long)rounded) : new BsonInt64((long)rounded);
    }

    private static BsonValue Round(BsonValue value, int places, MidpointRounding rounding) => value switch
    {
        BsonDecimal128 number =>
            Number.IsFinite(number.Value)
                ? new BsonDecimal128(BigDecimal.Of(number.Value).Quantize(places, rounding).ToDecimal128())
                : number,
        BsonDouble number when !double.IsFinite(number.Value) => number,
        BsonDouble number when places == 0 => new BsonDouble(Math.Round(number.Value, rounding)),
        _ => new BsonDouble(RoundDouble(value.AsDouble, places, rounding)),
    };

    // Digit by digit of what the double is exactly, so that 2.675 to two places is 2.67.
    private static double RoundDouble(double value, int places, MidpointRounding rounding)
    {
        var exact = BigDecimal.OfExact(value);
        if (exact.Exponent >= -places) return value;
        BigDecimal rounded = exact.Quantize(places, rounding);
        return double.Parse($"{rounded.Coefficient}E{rounded.Exponent}", CultureInfo.InvariantCulture);
    }
}
