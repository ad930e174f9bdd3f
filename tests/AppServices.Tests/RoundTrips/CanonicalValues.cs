using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AppServices.Server.Bson;
using CsCheck;
using MongoDB.Bson;

namespace AppServices.Tests.RoundTrips;

/// <summary>Values of every BSON type as canonical Extended JSON: those at the edges, and random ones.</summary>
internal static class CanonicalValues
{
    private static readonly string[] s_texts =
        ["", "a", "\0", "é", "%25%0A", "\uD7FF", "\uE000", "\uFFFD", "\uFFFF", "\U00010000", "\U0010FFFF", "$a", "/", "\\", "\"", "\n", "\u2028"];

    // Names of digits are left to a test of their own: JavaScript puts them in front.
    private static readonly string[] s_names =
        ["", "a", "a.b", "$a", "_id", "__proto__", "constructor", "toString", "length", "then", "_t", "_v", "_csharpnull", "é", "\U0001F600", "a b"];

    private static readonly UInt128 s_coefficients = UInt128.Parse("1" + new string('0', 34), CultureInfo.InvariantCulture);

    private static readonly long[] s_dates =
        [0, -1, 1, long.MaxValue, long.MinValue, 253402300799999, 253402300800000, 253402300800001, -62135596800000, -62135596800001, 8640000000000000, 8640000000000001];

    /// <summary>The values at the edge of each type.</summary>
    public static IReadOnlyList<string> Edges { get; } =
    [
        .. new[] { 0, 7, -1, int.MaxValue, int.MinValue }.Select(Int),
        .. new[] { 0, 7, -1, 1L << 31, (1L << 53) - 1, 1L << 53, -(1L << 53), (1L << 53) + 1, long.MaxValue, long.MinValue }.Select(Long),
        .. new[] { 0.0, -0.0, 1, -1, 3, 100, -100, 1.5, 0.1, 1e300, double.Epsilon, -double.Epsilon, double.MaxValue, 9007199254740992, double.NaN, double.PositiveInfinity, double.NegativeInfinity }.Select(Double),
        .. new[] { "0", "-0", "0E-6176", "-0E-6176", "0E+6111", "1E-6176", "1.10", "1.1", "1.000000000000000000000000000000000E+6144", "9.999999999999999999999999999999999E+6144", "-1.0E+10", "NaN", "Infinity", "-Infinity" }.Select(Decimal),
        .. s_dates.Select(Date),
        .. s_texts.Select(Text),
        .. new[] { 0, 1, 2, 5, 6, 7, 8, 9, 128, 255 }.Select(subType => Binary([1, 2, 3], subType)),
        .. new[] { 0, 2, 128 }.Select(subType => Binary([], subType)),
        .. new[] { 2, 3, 4 }.Select(subType => Binary([.. Enumerable.Range(240, 16).Select(i => (byte)i)], subType)),
        "true", "false", "null", """{"$minKey":1}""", """{"$maxKey":1}""", """{"$undefined":true}""",
        """{"$oid":"000000000000000000000000"}""", """{"$oid":"ffffffffffffffffffffffff"}""",
        Regex("", ""), Regex("^a/b", "ilmsux"), Regex("(?<!a)[[:alpha:]](?i)x(", ""), Regex("/a/i", "i"),
        """{"$timestamp":{"t":0,"i":0}}""", """{"$timestamp":{"t":4294967295,"i":4294967295}}""", """{"$timestamp":{"t":2147483648,"i":1}}""",
        """{"$symbol":""}""", """{"$symbol":"a\u0000b"}""", """{"$code":""}""", """{"$code":"f\u0000(x)"}""",
        """{"$code":"f(x)","$scope":{}}""", """{"$code":"","$scope":{"x":{"$numberDouble":"-0.0"},"b":{"$binary":{"base64":"AQID","subType":"02"}}}}""",
        """{"$dbPointer":{"$ref":"db.coll","$id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}}}""", """{"$ref":"coll","$id":{"$numberInt":"1"},"$db":"db","x":null}""",
        "{}", "[]", "[[],{},[null]]", """{"":{"":{"":null}}}""", """{"$a":{"$numberInt":"1"},"a.b":{"$numberInt":"1"},"":""}""",
        """{"_t":"System.String","_v":{"_csharpnull":true}}""", """{"_csharpnull":true}""", """[{"_csharpnull":true}]""",
        """{"b":{"$numberInt":"1"},"a":[{"c":null}],"__proto__":{"$numberLong":"5"},"constructor":"x"}""",
        Nested(40),
    ];

    private static Gen<string> Scalar { get; } = Gen.Frequency(
        (4, Gen.OneOf(Edges.Where(edge => edge != Nested(40)).ToArray())),
        (1, Gen.Int.Select(Int)),
        (1, Gen.Long.Select(Long)),
        (1, Gen.ULong.Select(bits => Double(BitConverter.UInt64BitsToDouble(bits)))),
        (1, Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[-6176, 6111], Gen.Bool).Select(Decimal)),
        (1, Gen.Long.Select(Date)),
        (1, Gen.OneOf(s_texts).Array[0, 4].Select(parts => Text(string.Concat(parts)))),
        (1, Gen.Select(Gen.Byte.Array[16], Gen.Int[0, 255]).Select(Binary)),
        (1, Gen.UInt.Array[2].Select(parts => $$$"""{"$timestamp":{"t":{{{parts[0]}}},"i":{{{parts[1]}}}}}""")),
        (1, Gen.Byte.Array[12].Select(bytes => $$"""{"$oid":"{{Convert.ToHexStringLower(bytes)}}"}""")));

    /// <summary>Values of every type, nested three deep at most.</summary>
    public static Gen<string> Any { get; } = Of(3);

    /// <summary>An array of values.</summary>
    public static string Array(IEnumerable<string> values) => $"[{string.Join(',', values)}]";

    /// <summary>Arrays and documents in turn, so deep.</summary>
    public static string Nested(int levels) => levels == 0 ? Double(-0.0) : levels % 2 == 0 ? $"[{Nested(levels - 1)}]" : $$"""{"a":{{Nested(levels - 1)}}}""";

    private static Gen<string> Of(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency(
            (6, Scalar),
            (1, Of(depth - 1).Array[0, 3].Select(Array)),
            (1, Gen.Select(Gen.OneOf(s_names), Of(depth - 1)).Array[0, 3].Select(Document)));

    private static string Document(IEnumerable<(string Name, string Value)> fields) =>
        $"{{{string.Join(',', fields.DistinctBy(field => field.Name).Select(field => $"{Text(field.Name)}:{field.Value}"))}}}";

    private static string Int(int value) => $$"""{"$numberInt":"{{value.ToString(CultureInfo.InvariantCulture)}}"}""";

    private static string Long(long value) => $$"""{"$numberLong":"{{value.ToString(CultureInfo.InvariantCulture)}}"}""";

    private static string Double(double value) => $$"""{"$numberDouble":"{{DoubleText.Format(value)}}"}""";

    private static string Decimal(string value) => $$"""{"$numberDecimal":"{{value}}"}""";

    private static string Decimal(ulong high, ulong low, int exponent, bool isNegative) =>
        Decimal(Decimal128.Parse($"{(isNegative ? "-" : "")}{new UInt128(high, low) % s_coefficients}E{exponent}").ToString());

    private static string Date(long value) => $$"""{"$date":{{Long(value)}}}""";

    private static string Binary(byte[] bytes, int subType) => $$$"""{"$binary":{"base64":"{{{Convert.ToBase64String(bytes)}}}","subType":"{{{subType:x2}}}"}}""";

    private static string Regex(string pattern, string options) => $$$"""{"$regularExpression":{"pattern":{{{Text(pattern)}}},"options":"{{{options}}}"}}""";

    private static string Text(string text) => EjsonWriter.ToText(new BsonString(text));
}
