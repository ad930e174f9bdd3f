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
        return digits.Length is 1 or 2 && Hex.TryRead(digits, out ulong subtype) ? (byte)subtype : throw Tokens.Bad(ref reader, owner, meaning);
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
        return reader.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : throw Tokens.Fail(ref reader, $"\"{owner}\" is not valid base64; it needs the standard alphabet and its padding.");
    }

    private static Guid ToGuid(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt32BigEndian(bytes),
        BinaryPrimitives.ReadInt16BigEndian(bytes.Slice(4)),
        BinaryPrimitives.ReadInt16BigEndian(bytes.Slice(6)),
        bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]);
}
