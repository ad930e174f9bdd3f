using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using AppServices.Ejson;
using Xunit;

namespace AppServices.Tests.Ejson;

/// <summary>
/// The text of doubles. .NET Framework gets conversions of our own; here they are held against .NET's, which are exact, so that
/// both targets write and read the same.
/// </summary>
public sealed class DoubleTextTests
{
    [Fact]
    public void Conversions_of_our_own_agree_with_those_of_NET_where_those_are_right()
    {
        int count = 0;
        foreach (double value in Samples())
        {
            string expected = value.ToString("R", CultureInfo.InvariantCulture);
            string own = Own(value);
            Assert.Equal(value, double.Parse(own, CultureInfo.InvariantCulture));
            Assert.Equal(value, double.Parse(Written(value), CultureInfo.InvariantCulture));

            // Versions of .NET differ in layout between 10^15 and 10^17, and .NET 10 loses the last bit of 2^-25 and 2^-958.
            if (Math.Abs(value) is < 1e15 or >= 1e17 && double.Parse(expected, CultureInfo.InvariantCulture) == value)
                Assert.Equal(expected, own);
            Assert.Equal(Written(value), own.AsSpan().IndexOfAny('.', 'E') < 0 ? own + ".0" : own);
            foreach (string text in (string[])[expected, value.ToString("E16", CultureInfo.InvariantCulture),
                value.ToString("E20", CultureInfo.InvariantCulture), value.ToString("E14", CultureInfo.InvariantCulture)])
            {
                bool read = ExactDoubleParser.TryParse(Encoding.UTF8.GetBytes(text), out double back);
                double nearest = double.Parse(text, CultureInfo.InvariantCulture);
                Assert.Equal(!double.IsInfinity(nearest), read);
                if (read) Assert.Equal(BitConverter.DoubleToInt64Bits(nearest), BitConverter.DoubleToInt64Bits(back));
            }

            count++;
        }

        Assert.True(count > 10_000, $"{count} samples");
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740992.99999999999999999999999")]
    [InlineData("9007199254740993.00000000000000000000001")]
    [InlineData("2.4703282292062327208e-324")]
    [InlineData("2.4703282292062328e-324")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("2.2250738585072014e-308")]
    [InlineData("1.7976931348623158e308")]
    [InlineData("0.1e1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+1")]
    [InlineData("-0")]
    [InlineData("00012")]
    [InlineData("1e-99999999999")]
    [InlineData("0e99999999999")]
    public void Hard_texts_give_the_nearest_double(string text)
    {
        double nearest = double.Parse(text, CultureInfo.InvariantCulture);
        Assert.True(ExactDoubleParser.TryParse(Encoding.UTF8.GetBytes(text), out double own));
        Assert.True(DoubleText.TryParse(Encoding.UTF8.GetBytes(text), out double read));
        Assert.Equal(BitConverter.DoubleToInt64Bits(nearest), BitConverter.DoubleToInt64Bits(own));
        Assert.Equal(BitConverter.DoubleToInt64Bits(nearest), BitConverter.DoubleToInt64Bits(read));
    }

    [Fact]
    public void Hundreds_of_digits_are_read_to_the_last_that_counts()
    {
        // Halfway between 1 and the next double, and one digit far behind that decides.
        string half = "1.00000000000000011102230246251565404236316680908203125";
        foreach (string text in (string[])[half, half + new string('0', 900), half + new string('0', 900) + "1",
            new string('0', 900) + half, "1" + new string('0', 900) + "E-900"])
        {
            Assert.True(ExactDoubleParser.TryParse(Encoding.UTF8.GetBytes(text), out double own));
            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), own);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.2.3")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("0x10")]
    [InlineData("nan")]
    [InlineData("infinity")]
    [InlineData("-NaN")]
    [InlineData("1e309")]
    [InlineData("-1.7976931348623159e308")]
    [InlineData("1e99999999999")]
    [InlineData("1,5")]
    public void What_is_no_double_is_refused(string text)
    {
        Assert.False(DoubleText.TryParse(Encoding.UTF8.GetBytes(text), out _));
        Assert.False(ExactDoubleParser.TryParse(Encoding.UTF8.GetBytes(text), out _));
    }

    [Theory]
    [InlineData(1d, "1.0")]
    [InlineData(-0d, "-0.0")]
    [InlineData(1e15, "1E+15")]
    [InlineData(123456789012345d, "123456789012345.0")]
    [InlineData(1e-5, "1E-05")]
    [InlineData(0.1, "0.1")]
    [InlineData(1 / 33554432d, "2.9802322387695312E-08")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(double.Epsilon, "5E-324")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void A_double_never_looks_like_an_integer(double value, string expected) => Assert.Equal(expected, Written(value));

    private static string Written(double value)
    {
        Span<byte> text = stackalloc byte[DoubleText.MaxLength];
        return Encoding.UTF8.GetString(text[..DoubleText.Format(value, text)]);
    }

    private static string Own(double value)
    {
        Span<byte> text = stackalloc byte[DoubleText.MaxLength];
        return Encoding.UTF8.GetString(text[..ExactDoubleFormatter.Format(value, text)]);
    }

    private static IEnumerable<double> Samples()
    {
        Random random = new(99);
        for (int power = -1074; power <= 1023; power++)
        {
            double value = Math.ScaleB(1, power);
            yield return value;
            yield return Math.BitDecrement(value);
            yield return -Math.BitIncrement(value);
        }

        for (int power = -323; power <= 308; power++) yield return double.Parse($"1E{power}", CultureInfo.InvariantCulture);
        for (int i = 0; i < 1500; i++)
        {
            double any = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (!double.IsNaN(any) && !double.IsInfinity(any)) yield return any;
            yield return Math.Round(random.NextDouble() * 100_000, random.Next(6));
            double price = Math.Round((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(14)), 3);
            yield return price;
            yield return Math.BitIncrement(price);
            yield return random.NextInt64() * Math.Pow(10, -random.Next(20));
            yield return random.Next(1_000_000);
            yield return BitConverter.Int64BitsToDouble(random.NextInt64(1L << 52));
        }

        yield return 0;
        yield return -0d;
        yield return double.MaxValue;
        yield return double.MinValue;
    }
}
