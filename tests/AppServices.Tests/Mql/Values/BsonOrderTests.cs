using System;
using AppServices.Mql.Values;
using CsCheck;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Values;

/// <summary>The comparison order of BSON values is a total order, and MongoDB's.</summary>
public sealed class BsonOrderTests
{
    private static readonly string[] s_ascending =
    [
        "MinKey",
        "undefined",
        "null",
        "NaN",
        "-Infinity",
        "NumberLong('-9223372036854775808')",
        "-1.5",
        "0",
        "NumberDecimal('1E-6176')",
        "0.1",
        "NumberDecimal('0.1000000000000000055511151231257828')",
        "1",
        "NumberLong('9007199254740993')",
        "9007199254740994.0",
        "NumberLong('9223372036854775807')",
        "9223372036854775808.0",
        "NumberDecimal('1E+6000')",
        "Infinity",
        "''",
        "'a'",
        "'a\\u0000'",
        "'aa'",
        "'\\uE000'",
        "'\\uD83D\\uDE00'",
        "{}",
        "{b: 0}",
        "{a: 'x'}",
        "{a: 'x', b: 1}",
        "{a: 'y'}",
        "[]",
        "[1]",
        "[1, 0]",
        "[2]",
        "HexData(0, '')",
        "HexData(0, 'FF')",
        "HexData(128, '00')",
        "HexData(0, '0000')",
        "ObjectId('000000000000000000000001')",
        "ObjectId('ff0000000000000000000000')",
        "false",
        "true",
        "ISODate('1969-12-31T00:00:00Z')",
        "ISODate('1970-01-01T00:00:00Z')",
        "Timestamp(1, 2)",
        "Timestamp(4294967295, 1)",
        "/a/",
        "/a/i",
        "/b/",
        "{$code: 'a'}",
        "{$code: 'b'}",
        "{$code: 'a', $scope: {}}",
        "{$code: 'a', $scope: {x: 1}}",
        "MaxKey",
    ];

    [Fact]
    public void The_order_is_antisymmetric() => Gen.Select(BsonGen.Value, BsonGen.Value).Sample(
        (a, b) => Assert.Equal(Sign(a, b), -Sign(b, a)), iter: 3_000, print: Print);

    [Fact]
    public void The_order_is_transitive() => Gen.Select(BsonGen.Value, BsonGen.Value, BsonGen.Value).Sample(
        (a, b, c) =>
        {
            BsonValue[] sorted = [a, b, c];
            Array.Sort(sorted, BsonOrder.Instance);
            Assert.True(Sign(sorted[0], sorted[1]) <= 0);
            Assert.True(Sign(sorted[1], sorted[2]) <= 0);
            Assert.True(Sign(sorted[0], sorted[2]) <= 0);
            // Equal values stand in the same relation to everything.
            if (Sign(a, b) == 0) Assert.Equal(Sign(a, c), Sign(b, c));
        },
        iter: 3_000, print: values => $"{Shell.Exact(values.Item1)} {Shell.Exact(values.Item2)} {Shell.Exact(values.Item3)}");

    [Fact]
    public void Numbers_are_transitive_across_types() => Gen.Select(BsonGen.Number, BsonGen.Number, BsonGen.Number).Sample(
        (a, b, c) =>
        {
            if (Sign(a, b) <= 0 && Sign(b, c) <= 0) Assert.True(Sign(a, c) <= 0);
        },
        iter: 4_000, print: values => $"{Shell.Exact(values.Item1)} {Shell.Exact(values.Item2)} {Shell.Exact(values.Item3)}");

    [Fact]
    public void A_copy_is_equal() => BsonGen.Value.Sample(value => Assert.True(BsonOrder.AreEqual(value, value.DeepClone())), iter: 1_000, print: Shell.Exact);

    [Fact]
    public void Each_value_is_greater_than_all_before_it()
    {
        for (int i = 0; i < s_ascending.Length; i++)
            for (int j = 0; j < s_ascending.Length; j++)
                Assert.True(i.CompareTo(j) == Sign(Shell.Value(s_ascending[i]), Shell.Value(s_ascending[j])), $"{s_ascending[i]} and {s_ascending[j]}");
    }

    [Theory]
    [InlineData("1", "NumberLong(1)")]
    [InlineData("1", "1.0")]
    [InlineData("1.0", "NumberDecimal('1.000')")]
    [InlineData("NumberLong('9007199254740992')", "9007199254740992.0")]
    [InlineData("0.0", "-0.0")]
    [InlineData("0", "NumberDecimal('-0E+10')")]
    [InlineData("NaN", "NumberDecimal('NaN')")]
    [InlineData("-Infinity", "NumberDecimal('-Infinity')")]
    [InlineData("'a'", "{$symbol: 'a'}")]
    [InlineData("{a: [1]}", "{a: [NumberDecimal('1.0')]}")]
    public void Values_are_equal_across_types(string left, string right)
    {
        Assert.True(BsonOrder.AreEqual(Shell.Value(left), Shell.Value(right)));
        Assert.Equal(KeyEncoder.Encode(Shell.Value(left)), KeyEncoder.Encode(Shell.Value(right)));
    }

    [Fact]
    public void A_missing_value_is_equal_to_undefined() => Assert.True(BsonOrder.AreEqual(null, BsonUndefined.Value));

    private static int Sign(BsonValue a, BsonValue b) => Math.Sign(BsonOrder.Instance.Compare(a, b));

    private static string Print((BsonValue A, BsonValue B) pair) => $"{Shell.Exact(pair.A)} {Shell.Exact(pair.B)}";
}
