using System;
using System.Globalization;
using AppServices.Mql.Values;
using CsCheck;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Values;

/// <summary>Sums and products: the type of the result, overflow, and decimals to the last digit.</summary>
public sealed class NumberMathTests
{
    [Theory]
    [InlineData("1", "2", "3", "2")]
    [InlineData("2147483647", "2", "NumberLong('2147483649')", "NumberLong('4294967294')")]
    [InlineData("-2147483648", "-1", "NumberLong('-2147483649')", "NumberLong('2147483648')")]
    [InlineData("1", "NumberLong(2)", "NumberLong(3)", "NumberLong(2)")]
    [InlineData("NumberLong('9223372036854775807')", "1", null, "NumberLong('9223372036854775807')")]
    [InlineData("NumberLong('-9223372036854775808')", "NumberLong(-1)", null, null)]
    [InlineData("NumberLong('4611686018427387904')", "2", "NumberLong('4611686018427387906')", null)]
    [InlineData("1", "2.5", "3.5", "2.5")]
    [InlineData("NumberLong(3)", "0.5", "3.5", "1.5")]
    [InlineData("1.5", "NaN", "NaN", "NaN")]
    [InlineData("Infinity", "0", "Infinity", "NaN")]
    [InlineData("1", "NumberDecimal('2.50')", "NumberDecimal('3.50')", "NumberDecimal('2.50')")]
    [InlineData("NumberLong('9223372036854775807')", "NumberDecimal('1')", "NumberDecimal('9223372036854775808')", "NumberDecimal('9223372036854775807')")]
    [InlineData("0.1", "NumberDecimal('1')", "NumberDecimal('1.100000000000000')", "NumberDecimal('0.100000000000000')")]
    [InlineData("NaN", "NumberDecimal('1')", "NumberDecimal('NaN')", "NumberDecimal('NaN')")]
    public void The_result_has_the_wider_type(string left, string right, string? sum, string? product)
    {
        (BsonValue a, BsonValue b) = (Shell.Value(left), Shell.Value(right));
        Assert.Equal(Exact(sum), Shell.Exact(NumberMath.Add(a, b)));
        Assert.Equal(Exact(sum), Shell.Exact(NumberMath.Add(b, a)));
        Assert.Equal(Exact(product), Shell.Exact(NumberMath.Multiply(a, b)));
        Assert.Equal(Exact(product), Shell.Exact(NumberMath.Multiply(b, a)));
    }

    [Theory]
    [InlineData("1.10", "2.2", "3.30")]
    [InlineData("-1", "1", "0")]
    [InlineData("9999999999999999999999999999999999", "1", "1.000000000000000000000000000000000E+34")]
    [InlineData("1E+34", "5", "1.000000000000000000000000000000000E+34")]
    [InlineData("1E+34", "6", "1.000000000000000000000000000000001E+34")]
    [InlineData("1.000000000000000000000000000000001E+34", "5", "1.000000000000000000000000000000002E+34")]
    [InlineData("9.999999999999999999999999999999999E+6144", "9.999999999999999999999999999999999E+6144", "Infinity")]
    [InlineData("1E-6176", "1E-6176", "2E-6176")]
    [InlineData("1E+6111", "1E-6176", "1.000000000000000000000000000000000E+6111")]
    [InlineData("Infinity", "-Infinity", "NaN")]
    [InlineData("Infinity", "Infinity", "Infinity")]
    [InlineData("1", "-Infinity", "-Infinity")]
    public void Decimals_add_as_IEEE_754_has_it(string left, string right, string sum) =>
        Assert.Equal(sum, Add(Decimal128.Parse(left), Decimal128.Parse(right)).ToString());

    [Theory]
    [InlineData("1.10", "2.0", "2.200")]
    [InlineData("-3", "0.5", "-1.5")]
    [InlineData("3333333333333333333333333333333333", "3", "9999999999999999999999999999999999")]
    [InlineData("9999999999999999999999999999999999", "9", "8.999999999999999999999999999999999E+34")]
    [InlineData("1E+6000", "1E+6000", "Infinity")]
    [InlineData("-1E+6000", "1E+6000", "-Infinity")]
    [InlineData("1E+6111", "1E+30", "1.000000000000000000000000000000E+6141")]
    [InlineData("1E-6176", "0.5", "0E-6176")]
    [InlineData("3E-6176", "0.5", "2E-6176")]
    [InlineData("0", "Infinity", "NaN")]
    [InlineData("-1", "Infinity", "-Infinity")]
    public void Decimals_multiply_as_IEEE_754_has_it(string left, string right, string product) =>
        Assert.Equal(product, Multiply(Decimal128.Parse(left), Decimal128.Parse(right)).ToString());

    [Fact]
    public void Short_decimals_give_what_the_framework_gives() => Gen.Select(Short(), Short()).Sample(
        (a, b) =>
        {
            Assert.Equal(a + b, Framework(Add(ToDecimal128(a), ToDecimal128(b))));
            Assert.Equal(a * b, Framework(Multiply(ToDecimal128(a), ToDecimal128(b))));
        },
        iter: 2_000);

    private static Decimal128 Add(Decimal128 left, Decimal128 right) => NumberMath.Add(left, right)!.AsDecimal128;

    private static Decimal128 Multiply(Decimal128 left, Decimal128 right) => NumberMath.Multiply(left, right)!.AsDecimal128;

    private static Gen<decimal> Short() => Gen.Select(Gen.Int, Gen.Byte[0, 6], (coefficient, scale) => coefficient / (decimal)Math.Pow(10, scale));

    private static Decimal128 ToDecimal128(decimal value) => Decimal128.Parse(value.ToString(CultureInfo.InvariantCulture));

    private static decimal Framework(Decimal128 value) => decimal.Parse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Exact(string? text) => Shell.Exact(text is null ? null : Shell.Value(text));
}
