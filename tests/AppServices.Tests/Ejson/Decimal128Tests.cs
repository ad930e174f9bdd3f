using System;
using System.Globalization;
using System.Numerics;
using AppServices.Bson;
using Xunit;

namespace AppServices.Tests.Ejson;

/// <summary>Decimal128 against whole numbers of any size, .NET's decimal and the driver's type.</summary>
public sealed class Decimal128Tests
{
    private const int Rounds = 20_000;

    [Fact]
    public void Random_numbers_keep_every_digit_and_the_exponent()
    {
        Random random = new(20240501);
        for (int i = 0; i < Rounds; i++)
        {
            BigInteger digits = RandomDigits(random, random.Next(1, 35));
            int exponent = random.Next(-6176, 6112);
            bool negative = random.Next(2) == 0;
            string text = $"{(negative ? "-" : "")}{digits}E{exponent}";

            Decimal128 number = new(text);

            Assert.Equal((digits, exponent, negative), (number.Coefficient.ToBigInteger(), number.Exponent, number.IsNegative));
            string canonical = number.ToString();
            Assert.Equal(MongoDB.Bson.Decimal128.Parse(text).ToString(), canonical);
            Decimal128 again = Decimal128.Parse(canonical);
            Assert.Equal((digits, exponent, negative), (again.Coefficient.ToBigInteger(), again.Exponent, again.IsNegative));
        }
    }

    [Fact]
    public void Numbers_compare_as_exact_fractions_do()
    {
        Random random = new(7);
        for (int i = 0; i < Rounds; i++)
        {
            (Decimal128 left, Decimal128 right) = (RandomNumber(random), RandomNumber(random));
            int expected = Exact(left).CompareTo(Exact(right));
            Assert.Equal(expected, Math.Sign(left.CompareTo(right)));
            Assert.Equal(expected == 0, left == right);
            Assert.Equal(expected < 0, left < right);
            if (expected == 0) Assert.Equal(left.GetHashCode(), right.GetHashCode());
        }

        static BigInteger Exact(Decimal128 n) =>
            n.Coefficient.ToBigInteger() * BigInteger.Pow(10, n.Exponent + 40) * (n.IsNegative ? -1 : 1);
        static Decimal128 RandomNumber(Random random)
        {
            BigInteger digits = random.Next(4) switch { 0 => random.Next(3), 1 => random.Next(1, 10) * BigInteger.Pow(10, random.Next(33)), _ => RandomDigits(random, random.Next(1, 35)) };
            return new Decimal128($"{(random.Next(2) == 0 ? "-" : "")}{digits}E{random.Next(-40, 10)}");
        }
    }

    [Fact]
    public void Special_values_have_an_order_and_equal_themselves()
    {
        Decimal128[] ascending = [Decimal128.NaN, Decimal128.NegativeInfinity, new("-9E6144"), new("-1E-6176"), new("-0"), new("1E-6176"),
            new("9E6144"), Decimal128.PositiveInfinity];
        for (int i = 0; i < ascending.Length; i++)
        {
            for (int j = 0; j < ascending.Length; j++) Assert.Equal(i.CompareTo(j), Math.Sign(ascending[i].CompareTo(ascending[j])));
        }

        Assert.Equal(new Decimal128("-0"), new Decimal128("0E+3"));
        Assert.Equal(new Decimal128("-0").GetHashCode(), new Decimal128("0E+3").GetHashCode());
        Assert.Equal(new Decimal128("1.10"), new Decimal128("1.1"));
        Assert.Equal(new Decimal128("1E+3"), new Decimal128("1000.000"));
        Assert.Equal(new Decimal128("1E+3").GetHashCode(), new Decimal128("1000.000").GetHashCode());
        Assert.Equal(default, new Decimal128("0"));
    }

    [Fact]
    public void Every_decimal_goes_there_and_back_with_its_scale()
    {
        Random random = new(3);
        for (int i = 0; i < Rounds; i++)
        {
            decimal number = new(random.Next(int.MinValue, int.MaxValue), random.Next(int.MinValue, int.MaxValue), random.Next(4) == 0 ? 0 : random.Next(int.MinValue, int.MaxValue), random.Next(2) == 0, (byte)random.Next(29));
            Decimal128 wide = number;
            Assert.True(wide.TryToDecimal(out decimal back));
            Assert.Equal(decimal.GetBits(number), decimal.GetBits(back));
            Assert.Equal(decimal.GetBits(number), decimal.GetBits((decimal)wide));
            Assert.Equal(new MongoDB.Bson.Decimal128(number).ToString(), wide.ToString());
        }
    }

    [Theory]
    [InlineData("79228162514264337593543950335", true)]
    [InlineData("-7.9228162514264337593543950335", true)]
    [InlineData("79228162514264337593543950336", false)]
    [InlineData("100000000000000000000000000000", false)]
    [InlineData("1E+1", false)]
    [InlineData("1E-28", true)]
    [InlineData("1E-29", false)]
    [InlineData("NaN", false)]
    [InlineData("Infinity", false)]
    public void A_decimal_is_given_only_for_what_it_holds_exactly(string text, bool fits)
    {
        Assert.Equal(fits, new Decimal128(text).TryToDecimal(out decimal value));
        if (fits) Assert.Equal(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("1E+28", "10000000000000000000000000000")]
    [InlineData("1.000000000000000000000000000000005", "1.0000000000000000000000000000")]
    [InlineData("0.6666666666666666666666666666666667", "0.6666666666666666666666666667")]
    [InlineData("1E-28", "0.0000000000000000000000000001")]
    [InlineData("6E-29", "0.0000000000000000000000000001")]
    [InlineData("5E-29", "0.0000000000000000000000000000")]
    [InlineData("15E-29", "0.0000000000000000000000000002")]
    [InlineData("1E-6000", "0.0000000000000000000000000000")]
    [InlineData("79228162514264337593543950335.4", "79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335.4", "-79228162514264337593543950335")]
    [InlineData("0E+10", "0")]
    public void The_conversion_to_decimal_rounds_half_to_even(string text, string expected) =>
        Assert.Equal(expected, ((decimal)new Decimal128(text)).ToString(CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("79228162514264337593543950335.5")]
    [InlineData("79228162514264337593543950336")]
    [InlineData("1E+29")]
    [InlineData("-9E+6144")]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    public void What_decimal_cannot_hold_at_all_overflows(string text) =>
        Assert.Throws<OverflowException>(() => (decimal)new Decimal128(text));

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Whole_numbers_convert_exactly(long number) =>
        Assert.Equal(number.ToString(CultureInfo.InvariantCulture), ((Decimal128)number).ToString());

    [Fact]
    public void Text_of_any_length_is_read_exactly_or_refused()
    {
        string zeros = new('0', 5000);
        Assert.Equal("1", new Decimal128($"{zeros}1.").ToString());
        Assert.Equal("1E-5001", new Decimal128($"0.{zeros}1").ToString());
        Assert.Equal("1.000000000000000000000000000000000E+5000", new Decimal128($"1{zeros}").ToString());
        Assert.Equal("1E+3", new Decimal128($"1E{zeros}3").ToString());
        Assert.Throws<OverflowException>(() => new Decimal128($"1{zeros}1"));
        Assert.Throws<OverflowException>(() => new Decimal128("1E99999999999999999999"));
        Assert.Throws<OverflowException>(() => new Decimal128("1E-99999999999999999999"));
        Assert.Throws<FormatException>(() => new Decimal128($"1{zeros}x"));
        Assert.Throws<FormatException>(() => new Decimal128("1２"));
        Assert.Throws<ArgumentNullException>(() => new Decimal128(null!));
        Assert.False(Decimal128.TryParse(null, out _));
    }

    private static BigInteger RandomDigits(Random random, int count)
    {
        BigInteger digits = random.Next(1, 10);
        for (int i = 1; i < count; i++) digits = (digits * 10) + (random.Next(5) == 0 ? 0 : random.Next(10));
        return digits;
    }
}
