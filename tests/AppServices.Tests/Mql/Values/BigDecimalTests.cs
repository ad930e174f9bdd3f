using System.Globalization;
using AppServices.Mql.Values;
using CsCheck;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Values;

/// <summary>Decimals of 34 digits: how they round, and what divides them.</summary>
public sealed class BigDecimalTests
{
    [Fact]
    public void Short_decimals_divide_and_leave_rests_as_those_of_the_framework() => Gen.Select(Short(), Short()).Sample(
        (left, right) =>
        {
            if (right == 0) return;
            BigDecimal a = Of(left), b = Of(right);
            Assert.Equal(left % right, Framework(BigDecimal.Remainder(a, b)));
            Assert.Equal(decimal.Round(left / right, 15), decimal.Round(Framework(BigDecimal.Divide(a, b)), 15));
        },
        iter: 2_000);

    [Fact]
    public void A_decimal_comes_back_as_it_was() => Gen.Select(Gen.ULong, Gen.ULong).Sample(
        (high, low) =>
        {
            Decimal128 value = Decimal128.FromIEEEBits(high, low);
            if (!Number.IsFinite(value) || (high & 0x6000_0000_0000_0000) == 0x6000_0000_0000_0000 || BigDecimal.Of(value) is { Digits: > 34 } or { IsZero: true }) return;
            Assert.Equal((high, low), (BigDecimal.Of(value).ToDecimal128().GetIEEEHighBits(), BigDecimal.Of(value).ToDecimal128().GetIEEELowBits()));
        },
        iter: 5_000);

    [Theory]
    [InlineData("12345678901234567890123456789012345", "1.234567890123456789012345678901234E+34")]
    [InlineData("12345678901234567890123456789012355", "1.234567890123456789012345678901236E+34")]
    [InlineData("99999999999999999999999999999999995", "1.000000000000000000000000000000000E+35")]
    [InlineData("-99999999999999999999999999999999994", "-9.999999999999999999999999999999999E+34")]
    public void Long_decimals_are_rounded_to_even(string digits, string expected) =>
        Assert.Equal(expected, new BigDecimal(System.Numerics.BigInteger.Parse(digits, CultureInfo.InvariantCulture), 0).ToDecimal128().ToString());

    private static Gen<decimal> Short() => Gen.Select(Gen.Int, Gen.Int[0, 6], static (digits, scale) => new decimal(digits < 0 ? -digits : digits, 0, 0, digits < 0, (byte)scale));

    private static BigDecimal Of(decimal value) => BigDecimal.Of(Decimal128.Parse(value.ToString(CultureInfo.InvariantCulture)));

    private static decimal Framework(BigDecimal value) => decimal.Parse(value.ToDecimal128().ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("-0", "+", "-0", "-0")]
    [InlineData("-0", "+", "0", "0")]
    [InlineData("1", "+", "-1", "0")]
    [InlineData("0", "-", "0", "0")]
    [InlineData("-0", "-", "0", "-0")]
    [InlineData("-0", "*", "5", "-0")]
    [InlineData("0", "*", "-5", "-0")]
    [InlineData("-0", "/", "5", "-0")]
    [InlineData("-6", "%", "3", "-0")]
    public void A_zero_keeps_its_sign(string left, string operation, string right, string expected)
    {
        BsonDecimal128 x = new(Decimal128.Parse(left)), y = new(Decimal128.Parse(right));
        BsonValue result = operation switch
        {
            "+" => Arithmetic.Add(x, y),
            "-" => Arithmetic.Subtract(x, y),
            "*" => Arithmetic.Multiply(x, y),
            "/" => Arithmetic.Divide(x, y),
            _ => Arithmetic.Remainder(x, y),
        };
        Assert.Equal(expected, result.AsDecimal128.ToString());
    }
}
