using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Numerics;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AppServices.Bson;
using AppServices.Ejson;
using Xunit;

namespace AppServices.Tests.Ejson;

/// <summary>What the writer makes of .NET values.</summary>
public sealed class EjsonWriterTests
{
    private static readonly DateTime s_noon = new(2023, 11, 14, 12, 0, 0, 250, DateTimeKind.Utc);

    public static TheoryData<object?, string> Values => new()
    {
        { null, "null" },
        { DBNull.Value, "null" },
        { true, "true" },
        { "é😀\"\\/<>&'\u0001\n", "\"é😀\\\"\\\\/<>&'\\u0001\\n\"" },
        { "\b\f\r\t\u001f\u007f\u2028", "\"\\b\\f\\r\\t\\u001f\u007f\u2028\"" },
        { "", "\"\"" },
        { 'x', "\"x\"" },
        { (byte)1, "{\"$numberInt\":\"1\"}" },
        { (sbyte)-1, "{\"$numberInt\":\"-1\"}" },
        { (short)-2, "{\"$numberInt\":\"-2\"}" },
        { (ushort)2, "{\"$numberInt\":\"2\"}" },
        { int.MinValue, "{\"$numberInt\":\"-2147483648\"}" },
        { 3u, "{\"$numberLong\":\"3\"}" },
        { long.MinValue, "{\"$numberLong\":\"-9223372036854775808\"}" },
        { (ulong)long.MaxValue, "{\"$numberLong\":\"9223372036854775807\"}" },
        { (BigInteger)long.MinValue, "{\"$numberLong\":\"-9223372036854775808\"}" },
        { 0.5f, "{\"$numberDouble\":\"0.5\"}" },
        { 2d, "{\"$numberDouble\":\"2.0\"}" },
        { -0d, "{\"$numberDouble\":\"-0.0\"}" },
        { double.PositiveInfinity, "{\"$numberDouble\":\"Infinity\"}" },
        { 1.10m, "{\"$numberDecimal\":\"1.10\"}" },
        { decimal.MinValue, "{\"$numberDecimal\":\"-79228162514264337593543950335\"}" },
        { new Decimal128("-1.234567890123456789012345678901234E-6000"),
            "{\"$numberDecimal\":\"-1.234567890123456789012345678901234E-6000\"}" },
        { DayOfWeek.Friday, "\"Friday\"" },
        { RegexOptions.Multiline | RegexOptions.IgnoreCase, "\"IgnoreCase, Multiline\"" },
        { s_noon, "{\"$date\":{\"$numberLong\":\"1699963200250\"}}" },
        { s_noon.AddTicks(9999), "{\"$date\":{\"$numberLong\":\"1699963200250\"}}" },
        { new DateTime(1969, 12, 31, 23, 59, 59, DateTimeKind.Utc).AddTicks(1), "{\"$date\":{\"$numberLong\":\"-1000\"}}" },
        { new DateTimeOffset(2023, 11, 14, 13, 30, 0, 250, TimeSpan.FromMinutes(90)), "{\"$date\":{\"$numberLong\":\"1699963200250\"}}" },
        { new BsonDateTime(long.MinValue), "{\"$date\":{\"$numberLong\":\"-9223372036854775808\"}}" },
        { Guid.Parse("0f1e2d3c-4b5a-4968-8776-655443322110"),
            "{\"$binary\":{\"base64\":\"Dx4tPEtaSWiHdmVUQzIhEA==\",\"subType\":\"04\"}}" },
        { new byte[] { 1, 2, 3 }, "{\"$binary\":{\"base64\":\"AQID\",\"subType\":\"00\"}}" },
        { new BsonBinary(0x80, [255]), "{\"$binary\":{\"base64\":\"/w==\",\"subType\":\"80\"}}" },
        { new Regex("^a/b", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.Compiled | RegexOptions.CultureInvariant),
            "{\"$regularExpression\":{\"pattern\":\"^a/b\",\"options\":\"im\"}}" },
        { new Regex("a", RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace),
            "{\"$regularExpression\":{\"pattern\":\"a\",\"options\":\"sx\"}}" },
        { new BsonTimestamp(4294967295, 1), "{\"$timestamp\":{\"t\":4294967295,\"i\":1}}" },
        { BsonMinKey.Value, "{\"$minKey\":1}" },
        { ulong.MaxValue, "{\"$numberDecimal\":\"18446744073709551615\"}" },
        { (BigInteger)long.MinValue - 1, "{\"$numberDecimal\":\"-9223372036854775809\"}" },
        { BigInteger.Pow(10, 500), "{\"$numberDecimal\":\"1.000000000000000000000000000000000E+500\"}" },
        { new TimeSpan(1, 2, 3), "\"01:02:03\"" },
        { new DateOnly(1, 1, 1), "{\"$date\":{\"$numberLong\":\"-62135596800000\"}}" },
        { new TimeOnly(1, 2), "\"01:02:00\"" },
        { new Uri("HTTP://x/%7e"), "\"HTTP://x/%7e\"" },
        { new Version(1, 2), "\"1.2\"" },
        { IPAddress.IPv6Loopback, "\"::1\"" },
        { Array.Empty<object?>(), "[]" },
        { Enumerable.Range(1, 2).ToArray(), "[{\"$numberInt\":\"1\"},{\"$numberInt\":\"2\"}]" },
        { new ArrayList { "a", null, new List<bool> { true } }, "[\"a\",null,[true]]" },
        { Enumerable.Range(1, 2).Where(n => n > 1), "[{\"$numberInt\":\"2\"}]" },
        { new Hashtable { ["$a.b"] = null }, "{\"$a.b\":null}" },
        { new OrderedDictionary { ["z"] = "1", ["a"] = "2", [""] = "3" }, "{\"z\":\"1\",\"a\":\"2\",\"\":\"3\"}" },
        { new Dictionary<string, int> { ["a"] = 1 }, "{\"a\":{\"$numberInt\":\"1\"}}" },
        { new KeyValuePair<string, object?>[] { new("a", 'b'), new("a", null) }, "{\"a\":\"b\",\"a\":null}" },
        { new Hashtable { ["$oid"] = "6650a1f2c3d4e5f6a7b8c9d0" }, "{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"}" },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void A_value_becomes_canonical_text(object? value, string expected) => Assert.Equal(expected, EjsonConvert.Serialize(value));

    [Theory]
    [InlineData("[1,9223372036854775807,1.5,2.0,-0.0,1E+300]")]
    [InlineData("[{\"$date\":\"1970-01-01T00:00:00Z\"},{\"$date\":\"9999-12-31T23:59:59.999Z\"},{\"$date\":{\"$numberLong\":\"-1\"}},{\"$date\":{\"$numberLong\":\"253402300800000\"}}]")]
    [InlineData("[{\"$numberDouble\":\"NaN\"},{\"$numberDouble\":\"-Infinity\"},{\"$numberDecimal\":\"1\"}]")]
    [InlineData("{\"$code\":\"f\",\"$scope\":{\"x\":1}}")]
    public void Relaxed_text_uses_what_JSON_has(string text) =>
        Assert.Equal(text, EjsonConvert.Serialize(EjsonConvert.Parse(text), EjsonMode.Relaxed));

    [Fact]
    public void A_local_date_is_converted_and_one_that_does_not_say_is_taken_for_local()
    {
        DateTime local = s_noon.ToLocalTime();
        string expected = EjsonConvert.Serialize(s_noon);
        Assert.Equal(DateTimeKind.Local, local.Kind);
        Assert.Equal(expected, EjsonConvert.Serialize(local));
        Assert.Equal(expected, EjsonConvert.Serialize(DateTime.SpecifyKind(local, DateTimeKind.Unspecified)));
    }

    [Fact]
    public void The_culture_has_no_influence()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NegativeSign = "~", NumberDecimalSeparator = "," } };
        try
        {
            Assert.Equal("[{\"$numberInt\":\"-1\"},{\"$numberDouble\":\"-1.5\"},{\"$numberDecimal\":\"-1.5\"}]",
                EjsonConvert.Serialize(new object[] { -1, -1.5, -1.5m }));
            Assert.Equal("[-1,-1.5]", EjsonConvert.Serialize(EjsonConvert.Parse("[-1,{\"$numberDouble\":\"-1.5\"}]"), EjsonMode.Relaxed));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public static TheoryData<object, string> Refused => new()
    {
        { BigInteger.Pow(10, 34) + 1, "BigInteger 10000000000000000000000000000000001 fits neither" },
        { BigInteger.Pow(10, 500) + 1, "(501 digits) fits neither" },
        { new SecureString(), "SecureString is not written" },
        { new Regex("a", RegexOptions.RightToLeft), "RightToLeft" },
        { new Regex("a", RegexOptions.ExplicitCapture), "ExplicitCapture" },
        { new Regex("a\0"), "null character" },
        { new int[1, 1], "more than one dimension" },
        { new Hashtable { [1] = 2 }, "The key \"1\" of a dictionary is a System.Int32" },
        { new Hashtable { ["a\0"] = 2 }, "null character" },
        { new Uri("http://x/\ud800"), "not valid Unicode" },
        { typeof(int), "has no form" },
        { (Action)(() => { }), "BsonJavaScript" },
        { Task.CompletedTask, "Await it" },
        { new object(), "System.Object has no form" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_has_no_form_is_refused_by_name_and_place(object value, string reason)
    {
        EjsonException error = Assert.Throws<EjsonException>(
            () => EjsonConvert.Serialize(new BsonDocument { { "x y", new object?[] { 1, null, value } } }));
        Assert.StartsWith("$['x y'][2]", error.Path, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Null(error.Line);
    }

    [Theory]
    [InlineData(0xD800, "")]
    [InlineData(0xDC00, "b")]
    [InlineData(0xD83D, "\ud83d\ude00")]
    public void Half_of_a_character_is_refused(int half, string after)
    {
        // An attribute cannot hold such a text.
        string text = "a" + (char)half + after;
        Assert.Contains(
            "not valid Unicode", Assert.Throws<EjsonException>(() => EjsonConvert.Serialize(text)).Message, StringComparison.Ordinal);
        Assert.Contains("not valid Unicode",
            Assert.Throws<EjsonException>(() => EjsonConvert.Serialize(new Hashtable { [text] = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "not valid Unicode", Assert.Throws<EjsonException>(() => EjsonConvert.Serialize((char)half)).Message, StringComparison.Ordinal);
        Assert.Contains("not valid Unicode", Assert.Throws<EjsonException>(() => EjsonConvert.Serialize(new BsonSymbol(text))).Message,
            StringComparison.Ordinal);
    }

    // Texts are looked at many characters at a time.
    [Theory]
    [InlineData('"')]
    [InlineData('\\')]
    [InlineData('\n')]
    [InlineData('\0')]
    [InlineData('\u001f')]
    [InlineData('é')]
    [InlineData('€')]
    public void A_character_is_written_as_well_wherever_it_stands(char c)
    {
        for (int length = 1; length <= 70; length++)
        {
            for (int at = 0; at < length; at++)
            {
                string text = new string('a', at) + c + new string('z', length - at - 1);
                string written = EjsonConvert.Serialize(text);
                Assert.Equal(text, System.Text.Json.JsonSerializer.Deserialize<string>(written));
            }
        }
    }

    [Fact]
    public void A_long_text_of_escapes_takes_no_longer_than_its_length_demands()
    {
        string text = string.Concat(Enumerable.Repeat("\"é\u0001", 300_000));
        Assert.Equal(text, EjsonConvert.Parse(EjsonConvert.Serialize(text)));
    }

    [Fact]
    public void A_value_among_other_JSON_and_in_a_buffer_is_the_same_text()
    {
        BsonDocument value = new() { { "a", new object?[] { 1, "é", null, new BsonDocument() } }, { "b", new byte[] { 1 } } };
        System.Buffers.ArrayBufferWriter<byte> output = new();
        new EjsonWriter().Write(output, value);
        string text = Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.Equal(EjsonConvert.Serialize(value), text);

        using System.IO.MemoryStream stream = new();
        using (System.Text.Json.Utf8JsonWriter json = new(stream, EjsonWriter.JsonOptions))
        {
            json.WriteStartArray();
            new EjsonWriter().Write(json, value);
            Assert.Throws<EjsonException>(() => new EjsonWriter().Write(json, new object[] { 1, new object() }));
            new EjsonWriter().Write(json, null);
            json.WriteEndArray();
        }
        Assert.Equal($"[{text},null]", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void A_cycle_is_refused_with_both_ends()
    {
        List<object?> list = [];
        Hashtable inner = new() { ["list"] = list };
        list.Add("x");
        list.Add(inner);
        EjsonException error = Assert.Throws<EjsonException>(() => EjsonConvert.Serialize(new BsonDocument { { "a", list } }));
        Assert.Contains("is the same object as $.a", error.Reason, StringComparison.Ordinal);
        Assert.Equal("$.a[1].list", error.Path);

        object?[] self = new object?[1];
        self[0] = self;
        Assert.Contains(
            "refers back to itself", Assert.Throws<EjsonException>(() => EjsonConvert.Serialize(self)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_object_twice_side_by_side_is_no_cycle()
    {
        BsonDocument shared = new() { { "x", true } };
        Assert.Equal("[{\"x\":true},{\"x\":true}]", EjsonConvert.Serialize(new[] { shared, shared }));
    }

    [Fact]
    public void A_cycle_through_unfolded_objects_is_found()
    {
        Node node = new();
        node.Next = new Node { Next = node };
        EjsonWriter writer = new(unfold: Unfold);
        EjsonException error = Assert.Throws<EjsonException>(() => Write(writer, node));
        Assert.Contains("refers back to itself", error.Message, StringComparison.Ordinal);
        Assert.Equal("{\"Next\":{\"Next\":null}}", Write(writer, new Node { Next = new Node() }));
    }

    [Fact]
    public void The_unfold_function_sees_what_is_no_plain_scalar_and_its_errors_get_the_path()
    {
        List<object> seen = [];
        EjsonWriter writer = new(unfold: value =>
        {
            seen.Add(value);
            return value switch
            {
                StringBuilder text => text.ToString(),
                Type => null,
                Index index => (double)index.Value,
                Delegate => throw new EjsonException("No code."),
                _ => value,
            };
        });
        Assert.Equal("[\"x\",null,{\"$numberDouble\":\"90.0\"},\"s\"]",
            Write(writer, new object?[] { new StringBuilder("x"), typeof(int), (Index)90, "s" }));
        Assert.DoesNotContain("s", seen);
        EjsonException error = Assert.Throws<EjsonException>(() => Write(writer, new Hashtable { ["f"] = (Action)(() => { }) }));
        Assert.Equal(("No code.", "$.f"), (error.Reason, error.Path));
    }

    private static string Write(EjsonWriter writer, object? value)
    {
        using System.IO.MemoryStream stream = new();
        using (System.Text.Json.Utf8JsonWriter json = new(stream, EjsonWriter.JsonOptions)) writer.Write(json, value);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static object? Unfold(object value) => value is Node node ? node.Fields() : value;

    private sealed class Node
    {
        public Node? Next { get; set; }

        public IEnumerable<KeyValuePair<string, object?>> Fields()
        {
            yield return new("Next", Next);
        }
    }
}
