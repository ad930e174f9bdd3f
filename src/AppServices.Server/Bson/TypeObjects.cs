using System;
using System.Buffers;
using System.Globalization;
using MongoDB.Bson;

namespace AppServices.Server.Bson;

/// <summary>Turns a document read from JSON into the value it stands for, if it is a type object (client-api 12.1, 12.2).</summary>
internal static class TypeObjects
{
    private static readonly SearchValues<char> s_base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    /// <returns>The typed value, or the document itself when it is an ordinary one.</returns>
    /// <exception cref="FormatException">It has a type key, and other keys or a value that cannot be.</exception>
    public static BsonValue Resolve(BsonDocument document)
    {
        foreach (BsonElement element in document)
        {
            if (Read(document, element.Name, element.Value) is { } value) return value;
        }

        return document;
    }

    private static BsonValue? Read(BsonDocument document, string key, BsonValue value) => key switch
    {
        _ when PlainTypes.IsKey(key) =>
            (Only(document, key) && value is BsonString text ? PlainTypes.Parse(key, text.Value) : null) ?? throw Wrong(key),
        "$binary" => ReadBinary(document, value),
        "$date" => Only(document, key) ? ReadDate(value) : null,
        "$regularExpression" => Only(document, key) ? ReadRegularExpression(value) : null,
        "$regex" => ReadLegacyRegularExpression(document, value),
        "$timestamp" => Only(document, key) ? ReadTimestamp(value) : null,
        "$minKey" => Only(document, key) && value is BsonInt32 { Value: 1 } ? BsonMinKey.Value : throw Wrong(key),
        "$maxKey" => Only(document, key) && value is BsonInt32 { Value: 1 } ? BsonMaxKey.Value : throw Wrong(key),
        "$undefined" => Only(document, key) && value is BsonBoolean { Value: true } ? BsonUndefined.Value : throw Wrong(key),
        "$code" => ReadCode(document, value),
        "$dbPointer" => Only(document, key) && IsPointer(value) ? document : throw Wrong(key),
        _ => null,
    };

    private static BsonBinaryData ReadBinary(BsonDocument document, BsonValue value)
    {
        (BsonValue bytes, BsonValue subType) = value switch
        {
            BsonDocument { ElementCount: 2 } inner when document.ElementCount == 1 =>
                (inner.GetValue("base64", BsonNull.Value), inner.GetValue("subType", BsonNull.Value)),
            BsonString when document.ElementCount == 2 => (value, document.GetValue("$type", BsonNull.Value)),
            _ => throw Wrong("$binary"),
        };
        if (bytes is not BsonString base64 || subType is not BsonString { Value.Length: 1 or 2 } hex
            || base64.Value.AsSpan().ContainsAnyExcept(s_base64)
            || !byte.TryParse(hex.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte type))
            throw Wrong("$binary");

        try
        {
            return new BsonBinaryData(Convert.FromBase64String(base64.Value), (BsonBinarySubType)type);
        }
        catch (ArgumentException)
        {
            throw new FormatException("a UUID in $binary must have 16 bytes");
        }
    }

    private static BsonDateTime ReadDate(BsonValue value) => value switch
    {
        BsonInt32 or BsonInt64 => new BsonDateTime(value.ToInt64()),
        BsonString { Value: var text } when text.Length > 10 && text[10] == 'T' && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) =>
            new BsonDateTime(date.ToUnixTimeMilliseconds()),
        _ => throw Wrong("$date"),
    };

    private static BsonRegularExpression ReadRegularExpression(BsonValue value) =>
        value is BsonDocument { ElementCount: 2 } inner
        && inner.GetValue("pattern", BsonNull.Value) is BsonString pattern
        && inner.GetValue("options", BsonNull.Value) is BsonString options
            ? RegularExpression(pattern.Value, options.Value)
            : throw Wrong("$regularExpression");

    // With anything but two strings it is a query operator, and stays one.
    private static BsonRegularExpression? ReadLegacyRegularExpression(BsonDocument document, BsonValue value) =>
        document.ElementCount == 2 && value is BsonString pattern && document.GetValue("$options", BsonNull.Value) is BsonString options
            ? RegularExpression(pattern.Value, options.Value)
            : null;

    private static BsonRegularExpression RegularExpression(string pattern, string options)
    {
        if (pattern.Contains('\0') || options.Contains('\0')) throw Wrong("$regularExpression");
        char[] letters = options.ToCharArray();
        Array.Sort(letters);
        return new BsonRegularExpression(pattern, new string(letters));
    }

    private static BsonTimestamp ReadTimestamp(BsonValue value) =>
        value is BsonDocument { ElementCount: 2 } inner && Unsigned(inner, "t") is { } seconds && Unsigned(inner, "i") is { } increment
            ? new BsonTimestamp(((long)seconds << 32) | increment)
            : throw Wrong("$timestamp");

    private static uint? Unsigned(BsonDocument document, string name) =>
        document.GetValue(name, BsonNull.Value) is BsonInt32 or BsonInt64
            && document[name].ToInt64() is >= 0 and <= uint.MaxValue and var number
            ? (uint)number
            : null;

    private static BsonJavaScript ReadCode(BsonDocument document, BsonValue value) => (document.ElementCount, value) switch
    {
        (1, BsonString code) => new BsonJavaScript(code.Value),
        (2, BsonString code) when document.GetValue("$scope", BsonNull.Value) is BsonDocument scope =>
            new BsonJavaScriptWithScope(code.Value, scope),
        _ => throw Wrong("$code"),
    };

    private static bool IsPointer(BsonValue value) =>
        value is BsonDocument { ElementCount: 2 } inner
        && inner.GetValue("$ref", BsonNull.Value) is BsonString && inner.GetValue("$id", BsonNull.Value) is BsonObjectId;

    private static bool Only(BsonDocument document, string key) =>
        document.ElementCount == 1 ? true : throw new FormatException($"an object with {key} may have no other keys");

    private static FormatException Wrong(string key) => new($"the value of {key} is not valid");
}
