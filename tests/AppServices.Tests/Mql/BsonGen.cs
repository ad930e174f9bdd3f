using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CsCheck;
using MongoDB.Bson;

namespace AppServices.Tests.Mql;

/// <summary>Random BSON values, so few of each kind that equal and nearly equal ones meet often.</summary>
internal static class BsonGen
{
    private static readonly string[] s_texts =
        ["a", "b", "\0", "\u0001", "é", "\uD7FF", "\uE000", "\uFFFD", "\uFFFF", "\U00010000", "\U0001F600", "\U0010FFFF", "\uD800", "\uDC00"];

    private static readonly long[] s_wholes =
        [0, 1, -1, 2, 10, int.MaxValue, int.MinValue, 1L << 53, -(1L << 53), 1L << 62, long.MaxValue, long.MinValue, 999_999_999_999_999_999];

    /// <summary>Texts of few letters, with zeros, surrogate pairs and halves of them.</summary>
    public static Gen<string> Text { get; } = Gen.OneOf(s_texts).Array[0, 3].Select(string.Concat);

    /// <summary>Numbers of all four types around the same few values.</summary>
    public static Gen<BsonValue> Number { get; } = Gen.Select(Gen.OneOf(s_wholes), Gen.Int[-1, 1], Gen.Int[0, 9], Number_);

    /// <summary>Values of every type but documents and arrays.</summary>
    public static Gen<BsonValue> Scalar { get; } = Gen.Frequency(
        (8, Number),
        (4, Text.Select(text => (BsonValue)text)),
        (1, Text.Select(text => (BsonValue)BsonSymbol.Create(text))),
        (2, Gen.OneOf<BsonValue>(BsonNull.Value, BsonUndefined.Value, BsonMinKey.Value, BsonMaxKey.Value, BsonBoolean.True, BsonBoolean.False)),
        (1, Gen.Select(Gen.Byte[0, 2].Array[0, 3], Gen.OneOf(BsonBinarySubType.Binary, BsonBinarySubType.UserDefined)).Select((bytes, type) => (BsonValue)new BsonBinaryData(bytes, type))),
        (1, Gen.Byte[0, 1].Array[12].Select(bytes => (BsonValue)new ObjectId(bytes))),
        (1, Gen.OneOf(0, -1, 1, long.MaxValue, long.MinValue).Select(date => (BsonValue)new BsonDateTime(date))),
        (1, Gen.OneOf(0, -1, 1, long.MaxValue, long.MinValue).Select(time => (BsonValue)new BsonTimestamp(time))),
        (1, Gen.Select(Text, Gen.OneOf("", "i", "im")).Select((pattern, options) => (BsonValue)new BsonRegularExpression(pattern, options))),
        (1, Text.Select(code => (BsonValue)new BsonJavaScript(code))),
        (1, Gen.Select(Text, Number).Select((code, number) => (BsonValue)new BsonJavaScriptWithScope(code, new BsonDocument("a", number)))));

    /// <summary>Values of every type, nested three deep at most.</summary>
    public static Gen<BsonValue> Value { get; } = Nested(Scalar, 3);

    /// <summary>Documents of a few fields with names a, b and c.</summary>
    public static Gen<BsonDocument> DocumentOf(Gen<BsonValue> value) =>
        Gen.Select(Gen.OneOf("a", "b", "c"), value).Array[0, 3].Select(Document);

    public static Gen<BsonValue> Nested(Gen<BsonValue> scalar, int depth) => depth == 0
        ? scalar
        : Gen.Frequency(
            (4, scalar),
            (1, DocumentOf(Nested(scalar, depth - 1)).Select(document => (BsonValue)document)),
            (1, Nested(scalar, depth - 1).Array[0, 3].Select(items => (BsonValue)new BsonArray(items))));

    private static BsonDocument Document(IEnumerable<(string Name, BsonValue Value)> fields) =>
        new(fields.DistinctBy(field => field.Name).Select(field => new BsonElement(field.Name, field.Value)));

    private static BsonValue Number_(long near, int step, int form)
    {
        long whole = unchecked(near + step);
        return form switch
        {
            0 => new BsonInt32((int)Math.Clamp(whole, int.MinValue, int.MaxValue)),
            1 or 2 => new BsonInt64(whole),
            3 => new BsonDouble(whole),
            4 => new BsonDouble(step > 0 ? Math.BitIncrement((double)near) : Math.BitDecrement((double)near)),
            5 => new BsonDecimal128(new Decimal128(whole)),
            6 => Decimal($"{whole}.{(step < 0 ? "0" : "00000000000001")}"),
            7 => Decimal($"{near}E{step * 20}"),
            8 => Decimal(step switch { 0 => "NaN", < 0 => "-Infinity", _ => "Infinity" }),
            _ => new BsonDouble(step switch { 0 => double.NaN, < 0 => double.NegativeInfinity, _ => near == 0 ? 0.1 : double.PositiveInfinity }),
        };
    }

    private static BsonDecimal128 Decimal(string text) => new(Decimal128.Parse(text.ToString(CultureInfo.InvariantCulture)));
}
