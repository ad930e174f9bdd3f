using System;
using System.Linq;
using AppServices.Server.Bson;
using AppServices.Tests.Ejson;
using Xunit;

namespace AppServices.Tests.Functions;

/// <summary>The server's own Extended JSON codec, against the official corpus and client-api 12.</summary>
public sealed class ServerEjsonTests
{
    public static TheoryData<string, string> Canonical => new(BsonCorpus.IsThere
        ? BsonCorpus.Valid().Select(static c => (c.Name, c.Canonical)).ToArray()
        : [(BsonCorpus.Absent, "")]);

    public static TheoryData<string, string> Bad => new(BsonCorpus.IsThere
        // A date as a plain number is read all the same: core's own parser does (client-api 12.4).
        ? BsonCorpus.Bad().Where(static c => !c.Name.Contains("Bad $date (number", StringComparison.Ordinal)).Select(static c => (c.Name, c.Text)).ToArray()
        : [(BsonCorpus.Absent, "")]);

    [Theory]
    [InlineData("1.5", 200, true)]
    [InlineData("""{"$numberDouble":"1.5"}""", 200, true)]
    [InlineData("""{"$date":{"$numberLong":"1"}}""", 200, true)]
    [InlineData("""{"$timestamp":{"t":1,"i":{"$numberInt":"2"}}}""", 200, true)]
    [InlineData("""{"$binary":{"base64":"","subType":"00"}}""", 200, true)]
    [InlineData("1.5", 201, false)]
    [InlineData("""{"a":1}""", 199, true)]
    [InlineData("""{"a":1}""", 200, false)]
    [InlineData("""{"a":{"a":{"a":{"a":1}}}}""", 199, false)]
    public void A_value_of_another_type_is_no_level(string value, int levels, bool isRead)
    {
        string text = new string('[', levels) + value + new string(']', levels);
        if (isRead) Assert.Equal(FunctionFixture.Text(FunctionFixture.Parse(text)), FunctionFixture.Text(FunctionFixture.Parse(FunctionFixture.Text(FunctionFixture.Parse(text)))));
        else Assert.Throws<EjsonFormatException>(() => { FunctionFixture.Parse(text); });
    }

    [Theory]
    [MemberData(nameof(Canonical))]
    public void Canonical_text_of_the_corpus_comes_back(string name, string text)
    {
        Assert.SkipWhen(name == BsonCorpus.Absent, name);
        string once = FunctionFixture.Text(FunctionFixture.Parse(text));
        Assert.Equal(Compact(text), Compact(once));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_text_of_the_corpus_is_refused(string name, string text)
    {
        Assert.SkipWhen(name == BsonCorpus.Absent, name);
        Assert.Throws<EjsonFormatException>(() => FunctionFixture.Parse(text));
    }

    [Theory]
    [InlineData("""{"$timestamp":{"t":{"$numberInt":"5"},"i":{"$numberInt":"1"}}}""", """{"$timestamp":{"t":5,"i":1}}""")]
    [InlineData("""{"$minKey":{"$numberInt":"1"}}""", """{"$minKey":1}""")]
    [InlineData("""{"$date":"2023-11-14T22:13:20Z"}""", """{"$date":{"$numberLong":"1700000000000"}}""")]
    [InlineData("""{"$date":"2023-11-14T23:13:20.5+01:00"}""", """{"$date":{"$numberLong":"1700000000500"}}""")]
    [InlineData("""{"$date":5}""", """{"$date":{"$numberLong":"5"}}""")]
    [InlineData("""{"$uuid":"0f1e2d3c-4b5a-4968-8776-655443322110"}""", """{"$binary":{"base64":"Dx4tPEtaSWiHdmVUQzIhEA==","subType":"04"}}""")]
    [InlineData("""{"$binary":"AQID","$type":"5"}""", """{"$binary":{"base64":"AQID","subType":"05"}}""")]
    [InlineData("""{"$regex":"^a","$options":"mi"}""", """{"$regularExpression":{"pattern":"^a","options":"im"}}""")]
    [InlineData("""{"a":{"$regex":"^a"},"b":{"$type":"string"},"$set":{"$foo":1}}""", """{"a":{"$regex":"^a"},"b":{"$type":"string"},"$set":{"$foo":{"$numberInt":"1"}}}""")]
    [InlineData("[1,2147483648,1.0,1e3,9223372036854775808]", """[{"$numberInt":"1"},{"$numberLong":"2147483648"},{"$numberDouble":"1.0"},{"$numberDouble":"1000.0"},{"$numberDouble":"9.223372036854776E+18"}]""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":{"$numberInt":"2"}}""")]
    public void Other_forms_are_read(string text, string canonical)
    {
        Assert.Equal(canonical, FunctionFixture.Text(FunctionFixture.Parse(text)));
    }

    [Theory]
    [InlineData("", "byte 0")]
    [InlineData("{", "invalid JSON")]
    [InlineData("1 2", "invalid JSON")]
    [InlineData("""{"a":{"$oid":"1"}}""", "$oid is not valid (at byte 5)")]
    [InlineData("""{"$numberInt":5}""", "$numberInt")]
    [InlineData("""{"$numberInt":"2147483648"}""", "$numberInt")]
    [InlineData("""{"$oid":"6650a1f2c3d4e5f6a7b8c9d0","x":1}""", "no other keys")]
    [InlineData("""{"x":1,"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}""", "no other keys")]
    [InlineData("""{"$binary":{"base64":"AQ","subType":"00"}}""", "base-64")]
    [InlineData("""{"$binary":{"base64":"AQID","subType":"04"}}""", "16 bytes")]
    [InlineData("""{"$date":"yesterday"}""", "$date")]
    [InlineData("""{"$dbPointer":{"$ref":1}}""", "$dbPointer")]
    [InlineData("{\"a\\u0000\":1}", "null character")]
    [InlineData("1e999", "too large")]
    [InlineData("\"\\ud800\"", "Unicode")]
    public void Bad_text_is_refused_with_its_place(string text, string part)
    {
        EjsonFormatException error = Assert.Throws<EjsonFormatException>(() => FunctionFixture.Parse(text));
        Assert.Contains(part, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("at byte", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_hundred_levels_are_read_and_one_more_is_refused()
    {
        Assert.Equal(Nested(200), FunctionFixture.Text(FunctionFixture.Parse(Nested(200))));
        Assert.Throws<EjsonFormatException>(() => FunctionFixture.Parse(Nested(201)));
        Assert.Throws<EjsonFormatException>(() => FunctionFixture.Parse(Nested(100_000)));
    }

    [Fact]
    public void Doubles_read_back_bit_for_bit()
    {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++)
        {
            double value = i < 2098 ? Math.ScaleB(1, i - 1074) : BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(value)) continue;
            Assert.True(DoubleText.TryParse(DoubleText.Format(value), out double back));
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(back));
        }
    }

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    // Numbers have many right spellings; their values are compared, the rest letter for letter.
    private static string Compact(string text)
    {
        using var document = System.Text.Json.JsonDocument.Parse(text);
        return Spelled(document.RootElement);
    }

    private static string Spelled(System.Text.Json.JsonElement element) => element.ValueKind switch
    {
        System.Text.Json.JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().Select(static p => p.Name + ":" + (p.Name == "$numberDouble"
            ? double.Parse(p.Value.GetString()!, System.Globalization.CultureInfo.InvariantCulture).ToString("G17", System.Globalization.CultureInfo.InvariantCulture)
            : Spelled(p.Value)))) + "}",
        System.Text.Json.JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Spelled)) + "]",
        System.Text.Json.JsonValueKind.String => System.Text.Json.JsonSerializer.Serialize(element.GetString()),
        _ => element.GetRawText(),
    };
}
