using AppServices.Mql.Values;
using CsCheck;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Values;

/// <summary>Values as keys of hash tables.</summary>
public sealed class BsonEqualityTests
{
    [Fact]
    public void Equal_values_have_one_hash() => Gen.Select(BsonGen.Value, BsonGen.Value).Sample(
        (left, right) =>
        {
            bool areEqual = BsonOrder.AreEqual(left, right);
            Assert.Equal(areEqual, BsonEquality.Instance.Equals(left, right));
            if (areEqual) Assert.Equal(BsonEquality.Instance.GetHashCode(left), BsonEquality.Instance.GetHashCode(right));
        },
        iter: 5_000);

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("1", """{"$numberDecimal":"1.00"}""", true)]
    [InlineData("0.5", """{"$numberDecimal":"0.50"}""", true)]
    [InlineData("0.1", """{"$numberDecimal":"0.1"}""", false)]
    [InlineData("-0.0", "0", true)]
    [InlineData("""{"$numberDouble":"NaN"}""", """{"$numberDecimal":"NaN"}""", true)]
    [InlineData("""{"$numberLong":"9007199254740993"}""", "9007199254740992.0", false)]
    [InlineData("""{"a":1,"b":[2]}""", """{"a":1.0,"b":[{"$numberLong":"2"}]}""", true)]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""", false)]
    public void Equality(string left, string right, bool expected)
    {
        BsonValue one = Ejson.Value(left), other = Ejson.Value(right);
        Assert.Equal(expected, BsonEquality.Instance.Equals(one, other));
        if (expected) Assert.Equal(BsonEquality.Instance.GetHashCode(one), BsonEquality.Instance.GetHashCode(other));
    }
}
