using System;
using System.Text;
using System.Text.Json;
using AppServices.Ejson;
using Xunit;

namespace AppServices.Tests.Ejson;

/// <summary>Bad text: one error that says what, where and in which field.</summary>
public sealed class EjsonErrorTests
{
    [Theory]
    [InlineData("{\"items\":[1,2,3,{\"price\":{\"$numberInt\":\"x\"}}]}", "$.items[3].price", "a whole number from -2147483648 to 2147483647, not \"x\"")]
    [InlineData("{\"a\":{\"$numberInt\":\"2147483648\"}}", "$.a", "2147483647")]
    [InlineData("{\"a\":{\"$numberInt\":\"1.0\"}}", "$.a", "whole number")]
    [InlineData("{\"a\":{\"$numberInt\":\"\"}}", "$.a", "whole number")]
    [InlineData("{\"a\":{\"$numberInt\":\"٧\"}}", "$.a", "whole number")]
    [InlineData("{\"a\":{\"$numberInt\":5}}", "$.a", "as a string, not a number")]
    [InlineData("{\"a\":{\"$numberLong\":\"9223372036854775808\"}}", "$.a", "9223372036854775807")]
    [InlineData("{\"a\":{\"$numberDouble\":\"1e400\"}}", "$.a", "that a double can hold")]
    [InlineData("{\"a\":1e400}", "$.a", "too large for a double")]
    [InlineData("{\"a\":{\"$numberDecimal\":\"12345678901234567890123456789012345\"}}", "$.a", "34 significant digits")]
    [InlineData("{\"a\":{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\",\"x\":1}}", "$.a.x", "\"x\" is not allowed beside or in \"$oid\"")]
    [InlineData("{\"a\":{\"x\":1,\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"}}", "$.a", "\"$oid\" marks a type")]
    [InlineData("{\"a\":{\"x\":1,\"\\u0024oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"}}", "$.a", "\"$oid\" marks a type")]
    [InlineData("{\"a\":{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d\"}}", "$.a", "24 hex digits")]
    [InlineData("{\"a\":{\"$oid\":null}}", "$.a", "not null")]
    [InlineData("{\"a\":{\"$date\":{\"$numberInt\":\"5\"}}}", "$.a", "\"$numberInt\" is not allowed")]
    [InlineData("{\"a\":{\"$date\":{\"$numberLong\":5}}}", "$.a", "not a number")]
    [InlineData("{\"a\":{\"$date\":{}}}", "$.a", "not the end of the object")]
    [InlineData("{\"a\":{\"$timestamp\":{\"t\":-1,\"i\":1}}}", "$.a", "4294967295")]
    [InlineData("{\"a\":{\"$timestamp\":{\"t\":1.5,\"i\":1}}}", "$.a", "whole number")]
    [InlineData("{\"a\":{\"$timestamp\":{\"t\":1}}}", "$.a", "lacks the field \"i\"")]
    [InlineData("{\"a\":{\"$timestamp\":{\"t\":1,\"t\":1,\"i\":1}}}", "$.a", "\"t\" is not allowed")]
    [InlineData("{\"a\":{\"$minKey\":{\"$numberInt\":\"2\"}}}", "$.a", "the number 1, not 2")]
    [InlineData("{\"a\":{\"$binary\":{\"base64\":\"AQI\",\"subType\":\"00\"}}}", "$.a", "not valid base64")]
    [InlineData("{\"a\":{\"$binary\":{\"base64\":\"_-8=\",\"subType\":\"00\"}}}", "$.a", "not valid base64")]
    [InlineData("{\"a\":{\"$binary\":{\"base64\":\"\",\"subType\":\"100\"}}}", "$.a", "one or two hex digits")]
    [InlineData("{\"a\":{\"$binary\":\"AQI=\"}}", "$.a", "lacks the field \"$type\"")]
    [InlineData("{\"a\":{\"$binary\":\"AQI=\",\"$type\":0}}", "$.a", "hex digits")]
    [InlineData("{\"a\":{\"$type\":\"xy\",\"$binary\":\"\"}}", "$.a.$type", "hex digits")]
    [InlineData("{\"a\":{\"$undefined\":false}}", "$.a", "the value true")]
    [InlineData("{\"a\":{\"$scope\":1,\"$code\":\"\"}}", "$.a.$scope", "needs a document")]
    [InlineData("{\"a\":{\"$code\":\"\",\"$scope\":{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"}}}", "$.a", "needs a document")]
    [InlineData("{\"a b\":{\"it's\":{\"\":[{\"$symbol\":1}]}}}", "$['a b']['it\\'s']['']", "a string")]
    [InlineData("[{\"$symbol\":1}]", "$[0]", "a string")]
    [InlineData("{\"$symbol\":1}", "$", "a string")]
    public void The_error_names_the_field_and_the_fault(string text, string path, string fault)
    {
        EjsonException error = Assert.Throws<EjsonException>(() => EjsonConvert.Parse(text));
        Assert.StartsWith(path, error.Path, StringComparison.Ordinal);
        Assert.Contains(fault, error.Reason, StringComparison.Ordinal);
        Assert.EndsWith($"(at {error.Path}, line 1, byte {error.Offset + 1})", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "$", 1, 1)]
    [InlineData("  ", "$", 1, 3)]
    [InlineData("{\n  \"a\": [1,\n    2, x]}", "$.a[1]", 3, 8)]
    [InlineData("{\"a\":1,}", "$.a", 1, 8)]
    [InlineData("{\"a\":[1,2", "$.a[0]", 1, 10)]
    [InlineData("{\"a\":\"b", "$.a", 1, 8)]
    [InlineData("{\"a\":{\"$oid\"", "$.a", 1, 13)]
    [InlineData("1 2", "$", 1, 3)]
    [InlineData("{'a':1}", "$", 1, 2)]
    [InlineData("[01]", "$", 1, 3)]
    [InlineData("[NaN]", "$", 1, 2)]
    [InlineData("[1] // comment", "$", 1, 5)]
    [InlineData("\uFEFFx", "$", 1, 4)]
    public void Malformed_JSON_is_refused_with_line_and_byte(string text, string path, int line, int column)
    {
        EjsonException error = Assert.Throws<EjsonException>(() => EjsonConvert.Parse(text));
        Assert.Equal((path, line, column), (error.Path, error.Line, error.Column));
        Assert.StartsWith("The text is not JSON: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
        string[] lines = text.Split('\n');
        int offset = 0;
        for (int i = 0; i < line - 1; i++) offset += Encoding.UTF8.GetByteCount(lines[i]) + 1;
        Assert.Equal(offset + column - 1, error.Offset);
    }

    [Fact]
    public void Lines_and_bytes_are_counted_from_one_in_UTF8()
    {
        EjsonException error = Assert.Throws<EjsonException>(() => EjsonConvert.Parse("{\n\"é\": 1,\r\n  \"b\": {\"$oid\": 5}}"));
        Assert.Equal(("$.b", 3L, 17L), (error.Path, error.Line, error.Column));
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{\"$symbol\":\"\\ud800x\"}")]
    [InlineData("{\"$oid\":\"\\ud800x\"}")]
    [InlineData("{\"$\\ud800\":1}")]
    public void Half_of_a_character_is_refused(string text) =>
        Assert.Contains(
            "not valid Unicode", Assert.Throws<EjsonException>(() => EjsonConvert.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        byte[] text = [(byte)'[', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)']'];
        EjsonException error = Assert.Throws<EjsonException>(() => EjsonConvert.Parse(text));
        Assert.Equal("$[0]", error.Path);
        Assert.Contains("valid Unicode", Assert.Throws<EjsonException>(() => EjsonConvert.Parse("\"" + (char)0xD800 + "\"")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_wrong_text_is_quoted_only_in_part()
    {
        EjsonException error = Assert.Throws<EjsonException>(() => EjsonConvert.Parse($"{{\"$oid\":\"{new string('x', 10_000)}\"}}"));
        Assert.InRange(error.Message.Length, 50, 250);
    }

    [Fact]
    public void A_text_cut_off_anywhere_is_an_error_with_a_place()
    {
        const string text = "{\"a\":[{\"$date\":{\"$numberLong\":\"1\"}},{\"$binary\":{\"base64\":\"AQI=\",\"subType\":\"00\"}}],\"b\":{\"$code\":\"x\",\"$scope\":{\"c\":1.5}},\"\\u0041\":\"é\"}";
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Assert.IsType<AppServices.Bson.BsonDocument>(EjsonConvert.Parse(utf8));
        for (int length = 0; length < utf8.Length; length++)
        {
            EjsonException error = Assert.Throws<EjsonException>(() => EjsonConvert.Parse(utf8.AsSpan(0, length)));
            Assert.NotNull(error.Path);
            Assert.InRange(error.Offset!.Value, 0, length);
        }
    }

    [Fact]
    public void An_error_in_an_element_has_its_path_within_the_element()
    {
        EjsonReader ejson = new();
        Utf8JsonReader reader = new("[1, {\"a\":[true, {\"$oid\":1}]}]"u8, ejson.JsonOptions);
        for (int i = 0; i < 3; i++) reader.Read();
        EjsonException error = Fail(ejson, ref reader);
        Assert.Equal(("$.a[1]", (long?)24, (long?)null), (error.Path, error.Offset, error.Line));
        Assert.Contains("byte offset 24", error.Message, StringComparison.Ordinal);

        Utf8JsonReader malformed = new("{\"a\":[1,\nx]}"u8, ejson.JsonOptions);
        error = Fail(ejson, ref malformed);
        Assert.Equal(("$.a[0]", 2L, 1L), (error.Path, error.Line, error.Column));
    }

    private static EjsonException Fail(EjsonReader ejson, ref Utf8JsonReader reader)
    {
        try
        {
            ejson.ReadValue(ref reader);
        }
        catch (EjsonException error)
        {
            return error;
        }

        throw new InvalidOperationException("The value was read.");
    }
}
