using System;
using System.Buffers.Binary;
using System.Text.Json;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>
/// <c>{"$binary":{"base64":"...","subType":"00"}}</c> and the older <c>{"$binary":"...","$type":"00"}</c>. Subtype 0 becomes
/// <c>byte[]</c>, subtype 4 of 16 bytes <see cref="Guid"/>, the rest <see cref="BsonBinary"/>.
/// </summary>
internal static class BinaryObject
{
    private const string Meaning = "{\"base64\":\"...\",\"subType\":\"00\"}";

    /// <summary>The value of <c>$binary</c>, and <c>$type</c> in the older form; leaves the end of the object to the caller.</summary>
    public static object Read(ref Utf8JsonReader reader)
    {
        Tokens.Next(ref reader);
        if (reader.TokenType == JsonTokenType.String) return ReadOlder(ref reader);
        if (reader.TokenType != JsonTokenType.StartObject) throw Tokens.Needs(ref reader, "$binary", Meaning);

        byte[]? bytes = null;
        int subtype = -1;
        while (Tokens.NextField(ref reader))
        {
            if (bytes is null && JsonText.Is(ref reader, "base64"u8)) bytes = NextBase64(ref reader, "base64");
            else if (subtype < 0 && JsonText.Is(ref reader, "subType"u8)) subtype = NextSubtype(ref reader, "subType");
            else throw Tokens.Extra(ref reader, "$binary");
        }

        if (bytes is null) throw Tokens.Missing(ref reader, "$binary", "base64");
        return subtype < 0 ? throw Tokens.Missing(ref reader, "$binary", "subType") : Make((byte)subtype, bytes);
    }

    /// <summary>The next token, a string, decoded.</summary>
    public static byte[] NextBase64(ref Utf8JsonReader reader, string owner)
    {
        Tokens.NextString(ref reader, owner, "base64 text");
        return Base64(ref reader, owner);
    }

    /// <summary>The next token, a string of one or two hex digits.</summary>
    public static byte NextSubtype(ref Utf8JsonReader reader, string owner)
    {
        const string meaning = "one or two hex digits as a string";
        Tokens.NextString(ref reader, owner, meaning);
        ReadOnlySpan<byte> digits = JsonText.Utf8(ref reader);
        return digits.Length is 1 or 2 && Hex.TryRead(digits, out ulong subtype)
            ? (byte)subtype
            : throw Tokens.Bad(ref reader, owner, meaning);
    }

    public static object Make(byte subtype, byte[] bytes) => subtype switch
    {
        0 => bytes,
        4 when bytes.Length == 16 => ToGuid(bytes),
        _ => BsonBinary.Own(subtype, bytes),
    };

    private static object ReadOlder(ref Utf8JsonReader reader)
    {
        byte[] bytes = Base64(ref reader, "$binary");
        if (!Tokens.NextField(ref reader)) throw Tokens.Missing(ref reader, "$binary", "$type");
        if (!JsonText.Is(ref reader, "$type"u8)) throw Tokens.Extra(ref reader, "$binary");
        return Make(NextSubtype(ref reader, "$type"), bytes);
    }

    private static byte[] Base64(ref Utf8JsonReader reader, string owner)
    {
        // The library's own way out of a wrong escape is an exception that says nothing of the text.
        if (reader.ValueIsEscaped) JsonText.String(ref reader);
        return reader.TryGetBytesFromBase64(out byte[]? bytes)
            ? bytes
            : throw Tokens.Fail(ref reader, $"\"{owner}\" is not valid base64; it needs the standard alphabet and its padding.");
    }

    private static Guid ToGuid(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt32BigEndian(bytes),
        BinaryPrimitives.ReadInt16BigEndian(bytes.Slice(4)),
        BinaryPrimitives.ReadInt16BigEndian(bytes.Slice(6)),
        bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]);
}

/// <summary><c>{"$code":"..."}</c> and <c>{"$code":"...","$scope":{...}}</c>, in either order.</summary>
internal static class CodeObject
{
    /// <summary>Reads to the end of the object; stands on <c>$code</c>.</summary>
    public static object Read(ref Utf8JsonReader reader, ReadPass pass, int depth)
    {
        string code = NextCode(ref reader);
        if (!Tokens.NextField(ref reader)) return new BsonJavaScript(code);
        if (!JsonText.Is(ref reader, "$scope"u8)) throw Tokens.Extra(ref reader, "$code");
        BsonDocument scope = NextScope(ref reader, pass, depth);
        Tokens.End(ref reader, "$code");
        return new BsonJavaScriptWithScope(code, scope);
    }

    /// <summary>Reads to the end of the object; stands on <c>$scope</c>, and <c>$code</c> is known to follow.</summary>
    public static object ReadScopeFirst(ref Utf8JsonReader reader, ReadPass pass, int depth)
    {
        BsonDocument scope = NextScope(ref reader, pass, depth);
        Tokens.Next(ref reader);
        string code = NextCode(ref reader);
        Tokens.End(ref reader, "$code");
        return new BsonJavaScriptWithScope(code, scope);
    }

    private static string NextCode(ref Utf8JsonReader reader)
    {
        Tokens.NextString(ref reader, "$code", "a string");
        return JsonText.String(ref reader);
    }

    private static BsonDocument NextScope(ref Utf8JsonReader reader, ReadPass pass, int depth)
    {
        Tokens.NextObject(ref reader, "$scope", "a document");
        return pass.Scope(ref reader, depth);
    }
}

/// <summary><c>{"$dbPointer":{"$ref":"db.coll","$id":{"$oid":"..."}}}</c>.</summary>
internal static class DBPointerObject
{
    public static BsonDBPointer Read(ref Utf8JsonReader reader)
    {
        Tokens.NextObject(ref reader, "$dbPointer", "{\"$ref\":\"...\",\"$id\":{\"$oid\":\"...\"}}");
        string? target = null;
        ObjectId? id = null;
        while (Tokens.NextField(ref reader))
        {
            if (target is null && JsonText.Is(ref reader, "$ref"u8))
            {
                Tokens.NextString(ref reader, "$ref", "a string");
                target = JsonText.String(ref reader);
            }
            else if (id is null && JsonText.Is(ref reader, "$id"u8))
            {
                id = NextId(ref reader);
            }
            else
            {
                throw Tokens.Extra(ref reader, "$dbPointer");
            }
        }

        if (target is null) throw Tokens.Missing(ref reader, "$dbPointer", "$ref");
        return new BsonDBPointer(target, id ?? throw Tokens.Missing(ref reader, "$dbPointer", "$id"));
    }

    private static ObjectId NextId(ref Utf8JsonReader reader)
    {
        const string meaning = "{\"$oid\":\"...\"}";
        Tokens.NextObject(ref reader, "$id", meaning);
        if (!Tokens.NextField(ref reader)) throw Tokens.Needs(ref reader, "$id", meaning);
        if (!JsonText.Is(ref reader, "$oid"u8)) throw Tokens.Extra(ref reader, "$id");
        ObjectId id = TypeObject.Oid(ref reader);
        Tokens.End(ref reader, "$oid");
        return id;
    }
}

/// <summary><c>{"$date":{"$numberLong":"..."}}</c> and <c>{"$date":"2023-11-14T22:13:20Z"}</c>.</summary>
internal static class DateObject
{
    public static object Read(ref Utf8JsonReader reader)
    {
        const string meaning = "an ISO 8601 text or {\"$numberLong\":\"milliseconds\"}";
        Tokens.Next(ref reader);
        if (reader.TokenType == JsonTokenType.String)
        {
            return IsoDate.TryParse(JsonText.Utf8(ref reader), out DateTime date)
                ? date
                : throw Tokens.Bad(ref reader, "$date", "a date with time and zone such as 2023-11-14T22:13:20.123Z");
        }

        if (reader.TokenType != JsonTokenType.StartObject || !Tokens.NextField(ref reader))
            throw Tokens.Needs(ref reader, "$date", meaning);
        if (!JsonText.Is(ref reader, "$numberLong"u8)) throw Tokens.Extra(ref reader, "$date");
        BsonDateTime stored = new(TypeObject.Integer(ref reader, "$numberLong", long.MinValue, long.MaxValue));
        Tokens.End(ref reader, "$numberLong");
        return stored.TryToDateTime(out DateTime value) ? value : stored;
    }
}

/// <summary><c>{"$regularExpression":{"pattern":"^a","options":"im"}}</c>.</summary>
internal static class RegularExpressionObject
{
    public static BsonRegularExpression Read(ref Utf8JsonReader reader)
    {
        Tokens.NextObject(ref reader, "$regularExpression", "{\"pattern\":\"...\",\"options\":\"...\"}");
        string? pattern = null, options = null;
        while (Tokens.NextField(ref reader))
        {
            if (pattern is null && JsonText.Is(ref reader, "pattern"u8)) pattern = NextText(ref reader, "pattern");
            else if (options is null && JsonText.Is(ref reader, "options"u8)) options = NextText(ref reader, "options");
            else throw Tokens.Extra(ref reader, "$regularExpression");
        }

        if (pattern is null) throw Tokens.Missing(ref reader, "$regularExpression", "pattern");
        return options is null
            ? throw Tokens.Missing(ref reader, "$regularExpression", "options")
            : new BsonRegularExpression(pattern, options);
    }

    /// <summary>The next token, a string without null characters.</summary>
    public static string NextText(ref Utf8JsonReader reader, string owner)
    {
        Tokens.NextString(ref reader, owner, "a string");
        string text = JsonText.String(ref reader);
        return text.IndexOf('\0') < 0
            ? text
            : throw Tokens.Fail(ref reader, $"\"{owner}\" of a regular expression cannot hold a null character.");
    }
}

/// <summary><c>{"$timestamp":{"t":1700000000,"i":1}}</c>.</summary>
internal static class TimestampObject
{
    public static object Read(ref Utf8JsonReader reader)
    {
        Tokens.NextObject(ref reader, "$timestamp", "{\"t\":seconds,\"i\":increment}");
        long seconds = -1, increment = -1;
        while (Tokens.NextField(ref reader))
        {
            if (seconds < 0 && JsonText.Is(ref reader, "t"u8)) seconds = NextUnsigned(ref reader, "t");
            else if (increment < 0 && JsonText.Is(ref reader, "i"u8)) increment = NextUnsigned(ref reader, "i");
            else throw Tokens.Extra(ref reader, "$timestamp");
        }

        if (seconds < 0) throw Tokens.Missing(ref reader, "$timestamp", "t");
        if (increment < 0) throw Tokens.Missing(ref reader, "$timestamp", "i");
        return new BsonTimestamp((uint)seconds, (uint)increment);
    }

    private static long NextUnsigned(ref Utf8JsonReader reader, string owner)
    {
        const string meaning = "a whole number from 0 to 4294967295";
        long number = WholeNumber.Next(ref reader, owner, meaning);
        return number is >= 0 and <= uint.MaxValue ? number : throw Tokens.Fail(ref reader, $"\"{owner}\" needs {meaning}, not {number}.");
    }
}

/// <summary>
/// Objects whose first name marks a type only in company: <c>{"$regex":"^a","$options":"i"}</c> with two strings is a regular
/// expression and otherwise a query operator, <c>{"$type":"00","$binary":"..."}</c> is binary and <c>{"$type":"string"}</c> is not.
/// </summary>
internal static class LegacyTypeObject
{
    public static bool TryRead(ref Utf8JsonReader reader, TypeKey key, ReadPass pass, int depth, out object? value)
    {
        value = null;
        switch (key)
        {
            case TypeKey.Regex when IsPairOfStrings(reader, TypeKey.Options):
                value = Regex(ref reader, patternFirst: true);
                break;
            case TypeKey.Options when IsPairOfStrings(reader, TypeKey.Regex):
                value = Regex(ref reader, patternFirst: false);
                break;
            case TypeKey.Type when IsPairOfStrings(reader, TypeKey.Binary):
                byte subtype = BinaryObject.NextSubtype(ref reader, "$type");
                Tokens.Next(ref reader);
                value = BinaryObject.Make(subtype, BinaryObject.NextBase64(ref reader, "$binary"));
                Tokens.Next(ref reader);
                break;
            case TypeKey.Scope when IsScopeOfCode(reader):
                value = CodeObject.ReadScopeFirst(ref reader, pass, depth);
                break;
            default:
                return false;
        }

        value = pass.Shape.MakeScalar(value);
        return true;
    }

    private static BsonRegularExpression Regex(ref Utf8JsonReader reader, bool patternFirst)
    {
        string first = RegularExpressionObject.NextText(ref reader, patternFirst ? "$regex" : "$options");
        Tokens.Next(ref reader);
        string second = RegularExpressionObject.NextText(ref reader, patternFirst ? "$options" : "$regex");
        Tokens.Next(ref reader);
        return patternFirst ? new BsonRegularExpression(first, second) : new BsonRegularExpression(second, first);
    }

    // These look ahead on a copy of the reader and leave the caller's alone.
    private static bool IsPairOfStrings(Utf8JsonReader ahead, TypeKey second)
    {
        Tokens.Next(ref ahead);
        if (ahead.TokenType != JsonTokenType.String || !Tokens.NextField(ref ahead) || ReadPass.Key(ref ahead) != second) return false;
        Tokens.Next(ref ahead);
        return ahead.TokenType == JsonTokenType.String && !Tokens.NextField(ref ahead);
    }

    private static bool IsScopeOfCode(Utf8JsonReader ahead)
    {
        Tokens.Next(ref ahead);
        if (!ahead.TrySkip()) return false;
        return Tokens.NextField(ref ahead) && ReadPass.Key(ref ahead) == TypeKey.Code;
    }
}
