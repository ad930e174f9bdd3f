using System;
using System.Linq;
using AppServices.Mql;
using AppServices.Mql.Values;
using CsCheck;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Values;

/// <summary>What would be stored as the same bytes, how many they are, and what is too much of them.</summary>
public sealed class ExactEqualityTests
{
    private static readonly Gen<BsonDocument> s_document = BsonGen.DocumentOf(BsonGen.Value).Where(IsStorable);

    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1", "NumberLong(1)", false)]
    [InlineData("1.0", "1", false)]
    [InlineData("NaN", "NaN", true)]
    [InlineData("NumberDecimal('1.0')", "NumberDecimal('1.00')", false)]
    [InlineData("'a'", "{$symbol: 'a'}", false)]
    [InlineData("{a: 1, b: 2}", "{b: 2, a: 1}", false)]
    [InlineData("{a: [1, {b: 2}]}", "{a: [1, {b: 2}]}", true)]
    [InlineData("{a: [1, {b: 2}]}", "{a: [1, {b: 2.0}]}", false)]
    [InlineData("/a/i", "/a/i", true)]
    [InlineData("/a/i", "/a/m", false)]
    [InlineData("{$code: 'a', $scope: {x: 1}}", "{$code: 'a', $scope: {x: 2}}", false)]
    public void Values_are_the_same_to_the_last_bit(string left, string right, bool areSame) =>
        Assert.Equal(areSame, ExactEquality.AreSame(Shell.Value(left), Shell.Value(right)));

    [Fact]
    public void Same_values_have_the_same_bytes() => Gen.Select(s_document, s_document).Sample(
        (a, b) =>
        {
            Assert.Equal(a.ToBson().AsSpan().SequenceEqual(b.ToBson()), ExactEquality.AreSame(a, b));
            Assert.True(ExactEquality.AreSame(a, a.DeepClone()));
        },
        iter: 1_000);

    [Fact]
    public void The_size_is_that_of_the_bytes() => s_document.Sample(
        document => Assert.Equal(document.ToBson().Length, DocumentLimits.SizeOf(document)), iter: 2_000, print: Shell.Exact);

    [Fact]
    public void The_size_of_a_long_array_counts_its_names()
    {
        var document = new BsonDocument("a", new BsonArray(Enumerable.Repeat(BsonNull.Value, 12_345)));
        Assert.Equal(document.ToBson().Length, DocumentLimits.SizeOf(document));
    }

    [Fact]
    public void A_document_may_have_16_megabytes()
    {
        const int overhead = 4 + 1 + 2 + 4 + 1 + 1;
        DocumentLimits.Check(new BsonDocument("a", new string('x', DocumentLimits.MaxBytes - overhead)));
        DocumentException error = Assert.Throws<DocumentException>(() => DocumentLimits.Check(new BsonDocument("a", new string('x', DocumentLimits.MaxBytes - overhead + 1))));
        Assert.Equal((10334, "BSONObjectTooLarge"), (error.Code, error.CodeName));
    }

    [Fact]
    public void A_document_may_be_100_deep()
    {
        DocumentLimits.Check(Nested(100));
        DocumentException error = Assert.Throws<DocumentException>(() => DocumentLimits.Check(Nested(101)));
        Assert.Equal((15, "Document exceeds maximum nesting depth of 100"), (error.Code, error.Message));
    }

    // Half a surrogate pair, or a zero in a pattern, cannot be written at all.
    private static bool IsStorable(BsonDocument document) =>
        Shell.Exact(document) is var text && !text.Contains("\\ud800", StringComparison.Ordinal) && !text.Contains("\\udc00", StringComparison.Ordinal) && !text.Contains("\\u0000", StringComparison.Ordinal);

    private static BsonDocument Nested(int depth)
    {
        BsonValue value = 1;
        for (int i = 0; i < depth; i++) value = i % 2 == 0 ? new BsonDocument("a", value) : new BsonArray { value };
        return value as BsonDocument ?? new BsonDocument("a", value.AsBsonArray[0]);
    }
}
