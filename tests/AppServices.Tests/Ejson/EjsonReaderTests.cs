using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Bson;
using AppServices.Ejson;
using Xunit;

namespace AppServices.Tests.Ejson;

/// <summary>What the reader makes of a text, beyond the corpus.</summary>
public sealed class EjsonReaderTests
{
    public static TheoryData<string, object?> Values => new()
    {
        { "null", null },
        { "true", true },
        { "\"\"", "" },
        { "\"\\u00e9\\ud83d\\ude00\\n\"", "é😀\n" },
        { "7", 7 },
        { "-0", 0 },
        { "-2147483648", int.MinValue },
        { "2147483648", 2147483648L },
        { "-9223372036854775808", long.MinValue },
        { "9223372036854775808", 9223372036854775808d },
        { "7.0", 7d },
        { "7e0", 7d },
        { "-0.0", -0d },
        { "{\"$numberInt\":\"-7\"}", -7 },
        { "{\"$numberLong\":\"7\"}", 7L },
        { "{\"$numberDouble\":\"1e3\"}", 1000d },
        { "{\"$numberDouble\":\"NaN\"}", double.NaN },
        { "{\"$numberDouble\":\"-Infinity\"}", double.NegativeInfinity },
        { "{\"$numberDecimal\":\"1.10\"}", new Decimal128("1.10") },
        { "{\"$oid\":\"6650A1F2c3d4e5f6a7b8c9d0\"}", new ObjectId("6650a1f2c3d4e5f6a7b8c9d0") },
        { "{\"\\u0024oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"}", new ObjectId("6650a1f2c3d4e5f6a7b8c9d0") },
        { "{\"$uuid\":\"0f1e2d3c-4b5a-4968-8776-655443322110\"}", Guid.Parse("0f1e2d3c-4b5a-4968-8776-655443322110") },
        { "{\"$binary\":{\"base64\":\"Dx4tPEtaSWiHdmVUQzIhEA==\",\"subType\":\"4\"}}", Guid.Parse("0f1e2d3c-4b5a-4968-8776-655443322110") },
        { "{\"$binary\":{\"base64\":\"AQI=\",\"subType\":\"04\"}}", new BsonBinary(4, [1, 2]) },
        { "{\"$binary\":{\"subType\":\"fF\",\"base64\":\"AQI=\"}}", new BsonBinary(255, [1, 2]) },
        { "{\"$binary\":\"AQI=\",\"$type\":\"80\"}", new BsonBinary(0x80, [1, 2]) },
        { "{\"$type\":\"5\",\"$binary\":\"AQI=\"}", new BsonBinary(5, [1, 2]) },
        { "{\"$regex\":\"^a\",\"$options\":\"mi\"}", new BsonRegularExpression("^a", "im") },
        { "{\"$options\":\"\",\"$regex\":\"^a\"}", new BsonRegularExpression("^a") },
        { "{\"$regularExpression\":{\"pattern\":\"/\",\"options\":\"u\"}}", new BsonRegularExpression("/", "u") },
        { "{\"$timestamp\":{\"t\":{\"$numberInt\":\"5\"},\"i\":{\"$numberLong\":\"4000000000\"}}}", new BsonTimestamp(5, 4000000000) },
        { "{\"$minKey\":{\"$numberInt\":\"1\"}}", BsonMinKey.Value },
        { "{\"$maxKey\":1}", BsonMaxKey.Value },
        { "{\"$undefined\":true}", BsonUndefined.Value },
        { "{\"$symbol\":\"s\"}", new BsonSymbol("s") },
        { "{\"$code\":\"f()\"}", new BsonJavaScript("f()") },
        { "{\"$scope\":{\"x\":1},\"$code\":\"f()\"}", new BsonJavaScriptWithScope("f()", new BsonDocument { { "x", 1 } }) },
        { "{\"$dbPointer\":{\"$id\":{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"},\"$ref\":\"a.b\"}}",
            new BsonDBPointer("a.b", new ObjectId("6650a1f2c3d4e5f6a7b8c9d0")) },
        { "[1,[],{}]", new object?[] { 1, Array.Empty<object?>(), new BsonDocument() } },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_text_becomes_the_value(string text, object? expected)
    {
        object? actual = EjsonConvert.Parse(text);
        Assert.Equal(expected?.GetType(), actual?.GetType());
        Assert.Equal(expected, actual);
        if (expected is double number)
            Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits((double)actual!));
        if (expected is Decimal128) Assert.Equal(expected.ToString(), actual!.ToString());
    }

    [Theory]
    [InlineData("{\"$regex\":\"^a\"}")]
    [InlineData("{\"$regex\":{\"$regularExpression\":{\"pattern\":\"a\",\"options\":\"\"}},\"$options\":\"i\"}")]
    [InlineData("{\"$regex\":\"a\",\"$options\":\"i\",\"$ne\":\"x\"}")]
    [InlineData("{\"$regex\":\"a\",\"$options\":{\"$numberInt\":\"1\"}}")]
    [InlineData("{\"$options\":\"i\"}")]
    [InlineData("{\"$type\":\"string\"}")]
    [InlineData("{\"$type\":[{\"$numberInt\":\"1\"}]}")]
    [InlineData("{\"$scope\":{}}")]
    [InlineData("{\"$scope\":{},\"x\":true}")]
    [InlineData("{\"$set\":{\"a.b\":{\"$numberInt\":\"1\"},\"$c\":null,\"\":\"\"}}")]
    [InlineData("{\"$foo\":\"x\",\"$oidd\":\"x\",\"$numberint\":\"x\",\"$\":\"x\"}")]
    [InlineData("{\"$ref\":\"c\",\"$id\":{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"},\"$db\":\"d\",\"x\":true}")]
    [InlineData("{\"$id\":\"x\",\"$ref\":\"c\"}")]
    public void Operators_references_and_unknown_dollar_names_stay_documents(string text)
    {
        object? value = EjsonConvert.Parse(text);
        Assert.IsType<BsonDocument>(value);
        Assert.Equal(text, EjsonConvert.Serialize(value));
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.0000000Z")]
    [InlineData("2023-11-14t22:13:20z", "2023-11-14T22:13:20.0000000Z")]
    [InlineData("2023-11-14T22:13:20.1Z", "2023-11-14T22:13:20.1000000Z")]
    [InlineData("2023-11-14T22:13:20.1239999999Z", "2023-11-14T22:13:20.1230000Z")]
    [InlineData("2023-11-14T22:13:20.5+01:30", "2023-11-14T20:43:20.5000000Z")]
    [InlineData("2023-11-14T22:13:20-0130", "2023-11-14T23:43:20.0000000Z")]
    [InlineData("2023-11-14T22:13:20+01", "2023-11-14T21:13:20.0000000Z")]
    [InlineData("2024-02-29T23:59:59Z", "2024-02-29T23:59:59.0000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.9990000Z")]
    public void Dates_are_read_from_ISO_text_with_any_offset(string text, string expected)
    {
        DateTime date = Assert.IsType<DateTime>(EjsonConvert.Parse($"{{\"$date\":\"{text}\"}}"));
        Assert.Equal(DateTimeKind.Utc, date.Kind);
        Assert.Equal(expected, date.ToString("o"));
    }

    [Theory]
    [InlineData("2023-11-14")]
    [InlineData("2023-11-14T22:13:20")]
    [InlineData("2023-11-14T22:13Z")]
    [InlineData("2023-11-14 22:13:20Z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2023-13-01T00:00:00Z")]
    [InlineData("2023-11-14T24:00:00Z")]
    [InlineData("2023-11-14T22:13:60Z")]
    [InlineData("2023-11-14T22:13:20.Z")]
    [InlineData("2023-11-14T22:13:20+1:00")]
    [InlineData("2023-11-14T22:13:20+01:60")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("")]
    public void Dates_that_are_none_or_lack_a_zone_are_refused(string text) =>
        Assert.Contains("$date", Assert.Throws<EjsonException>(() => EjsonConvert.Parse($"{{\"$date\":\"{text}\"}}")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(-62135596800000, "0001-01-01T00:00:00.000Z", true)]
    [InlineData(-62135596800001, "0000-12-31T23:59:59.999Z", false)]
    [InlineData(253402300799999, "9999-12-31T23:59:59.999Z", true)]
    [InlineData(253402300800000, "+010000-01-01T00:00:00.000Z", false)]
    [InlineData(-62198755200000, "-000001-01-01T00:00:00.000Z", false)]
    [InlineData(long.MinValue, "-292275055-05-16T16:47:04.192Z", false)]
    [InlineData(long.MaxValue, "+292278994-08-17T07:12:55.807Z", false)]
    public void Dates_of_every_year_are_kept(long milliseconds, string text, bool fits)
    {
        string json = $"{{\"$date\":{{\"$numberLong\":\"{milliseconds}\"}}}}";
        object? date = EjsonConvert.Parse(json);
        Assert.IsType(fits ? typeof(DateTime) : typeof(BsonDateTime), date);
        Assert.Equal(json, EjsonConvert.Serialize(date));
        Assert.Equal(text, new BsonDateTime(milliseconds).ToString());
    }

    [Fact]
    public void A_name_that_comes_twice_is_kept_and_the_last_one_is_found()
    {
        const string text = "{\"a\":true,\"b\":null,\"a\":false}";
        BsonDocument document = Assert.IsType<BsonDocument>(EjsonConvert.Parse(text));
        Assert.Equal(3, document.Count);
        Assert.Equal(false, document["a"]);
        Assert.Equal(text, EjsonConvert.Serialize(document));
    }

    [Theory]
    [InlineData("[", "]", 100)]
    [InlineData("{\"a\":", "}", 100)]
    [InlineData("[{\"a\":", "}]", 50)]
    [InlineData("{\"$code\":\"\",\"$scope\":{\"a\":", "}}", 50)]
    public void Documents_and_arrays_may_be_a_hundred_deep(string open, string close, int most)
    {
        const string typeObject = "{\"$dbPointer\":{\"$ref\":\"\",\"$id\":{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"}}}";
        string fits = Nested(most), deeper = Nested(most + 1);
        Assert.Equal(fits, EjsonConvert.Serialize(EjsonConvert.Parse(fits)));

        EjsonException reading = Assert.Throws<EjsonException>(() => EjsonConvert.Parse(deeper));
        Assert.Contains("more than 100 levels", reading.Message, StringComparison.Ordinal);
        EjsonException writing = Assert.Throws<EjsonException>(() => EjsonConvert.Serialize(new EjsonReader(maxDepth: 200).Read(deeper)));
        Assert.Contains("more than 100 levels", writing.Message, StringComparison.Ordinal);

        string Nested(int count) =>
            string.Concat(Enumerable.Repeat(open, count)) + typeObject + string.Concat(Enumerable.Repeat(close, count));
    }

    [Fact]
    public void The_depth_limit_can_be_chosen()
    {
        string text = new string('[', 1000) + new string(']', 1000);
        Assert.IsType<object?[]>(new EjsonReader(maxDepth: 1000).Read(text));
        Assert.Throws<EjsonException>(() => new EjsonReader(maxDepth: 999).Read(text));
        Assert.Equal(1, new EjsonReader(maxDepth: 1).Read("1"));
        Assert.Throws<EjsonException>(() => new EjsonReader(maxDepth: 1).Read("[[]]"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EjsonReader(maxDepth: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EjsonReader(maxDepth: 1001));
    }

    [Fact]
    public void A_byte_order_mark_is_skipped() => Assert.Equal(1, new EjsonReader().Read("\uFEFF1"));

    [Fact]
    public void A_shape_makes_documents_arrays_and_scalars()
    {
        EjsonReader reader = new(new TestShape());
        Dictionary<string, object?> value = Assert.IsType<Dictionary<string, object?>>(
            reader.Read("{\"a\":{\"$numberDecimal\":\"1.10\"},\"b\":[[1],{\"$code\":\"f\",\"$scope\":{\"y\":[]}}],\"a\":{\"$numberDecimal\":\"2\"}}"));
        Assert.Equal(2m, value["a"]);
        List<object?> items = Assert.IsType<List<object?>>(value["b"]);
        Assert.Equal([1], Assert.IsType<List<object?>>(items[0]));
        Assert.Equal(new BsonDocument { { "y", Array.Empty<object?>() } }, Assert.IsType<BsonJavaScriptWithScope>(items[1]).Scope);
    }

    [Fact]
    public void An_error_of_the_shape_gets_its_place()
    {
        EjsonException error = Assert.Throws<EjsonException>(
            () => new EjsonReader(new TestShape()).Read("{\"ok\":[1],\n \"x\":[1,{\"bad\":{\"z\":1}}]}"));
        Assert.Equal(("No bad names here.", "$.x[1].bad", 2L), (error.Reason, error.Path, error.Line));
    }

    private sealed class TestShape : EjsonShape
    {
        public override object BeginDocument() => new Dictionary<string, object?>();

        public override void AddField(object document, string name, object? value) =>
            ((Dictionary<string, object?>)document)[name] = name == "bad" ? throw new EjsonException("No bad names here.") : value;

        public override object? MakeArray(ReadOnlySpan<object?> items) => new List<object?>(items.ToArray());

        public override object? MakeScalar(object value) =>
            value is Decimal128 number && number.TryToDecimal(out decimal exact) ? exact : value;
    }
}
