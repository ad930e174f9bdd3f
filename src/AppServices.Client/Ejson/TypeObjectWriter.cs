using System;
using System.Buffers.Text;
using System.Text.Json;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>
/// Writes the objects that stand for a value of a type. The frequent ones are put together as bytes first, which costs a third of
/// writing them token by token.
/// </summary>
internal readonly struct TypeObjectWriter(Utf8JsonWriter json)
{
    // The longest: {"$numberDecimal":""} around 48 bytes, {"$binary":{"base64":"","subType":"04"}} around 24.
    private const int Room = 96;

    public void Integer(ReadOnlySpan<byte> opening, long number)
    {
        Span<byte> text = stackalloc byte[Room];
        opening.CopyTo(text);
        Utf8Formatter.TryFormat(number, text.Slice(opening.Length), out int length);
        Close(text, opening.Length + length, "\"}"u8);
    }

    public void Double(double number)
    {
        Span<byte> text = stackalloc byte[Room];
        ReadOnlySpan<byte> opening = "{\"$numberDouble\":\""u8;
        opening.CopyTo(text);
        Close(text, opening.Length + DoubleText.Format(number, text.Slice(opening.Length)), "\"}"u8);
    }

    public void PlainDouble(double number)
    {
        Span<byte> text = stackalloc byte[DoubleText.MaxLength];
        json.WriteRawValue(text.Slice(0, DoubleText.Format(number, text)), skipInputValidation: true);
    }

    public void Decimal(Decimal128 number)
    {
        Span<byte> text = stackalloc byte[Room];
        ReadOnlySpan<byte> opening = "{\"$numberDecimal\":\""u8;
        opening.CopyTo(text);
        Close(text, opening.Length + Decimal128Text.Format(number, text.Slice(opening.Length)), "\"}"u8);
    }

    public void Oid(ObjectId id)
    {
        Span<byte> text = stackalloc byte[Room];
        ReadOnlySpan<byte> opening = "{\"$oid\":\""u8;
        opening.CopyTo(text);
        id.Format(text.Slice(opening.Length));
        Close(text, opening.Length + ObjectId.TextLength, "\"}"u8);
    }

    public void Date(long milliseconds)
    {
        Span<byte> text = stackalloc byte[Room];
        ReadOnlySpan<byte> opening = "{\"$date\":{\"$numberLong\":\""u8;
        opening.CopyTo(text);
        Utf8Formatter.TryFormat(milliseconds, text.Slice(opening.Length), out int length);
        Close(text, opening.Length + length, "\"}}"u8);
    }

    public void IsoDate(long milliseconds)
    {
        Span<byte> text = stackalloc byte[Room];
        ReadOnlySpan<byte> opening = "{\"$date\":\""u8;
        opening.CopyTo(text);
        Close(text, opening.Length + Ejson.IsoDate.Format(milliseconds, text.Slice(opening.Length)), "\"}"u8);
    }

    public void Uuid(Guid uuid)
    {
        Span<byte> text = stackalloc byte[Room];
        ReadOnlySpan<byte> opening = "{\"$binary\":{\"base64\":\""u8;
        opening.CopyTo(text);
        Span<byte> bytes = stackalloc byte[16];
        BsonBinary.WriteUuid(uuid, bytes);
        Base64.EncodeToUtf8(bytes, text.Slice(opening.Length), out _, out int length);
        Close(text, opening.Length + length, "\",\"subType\":\"04\"}}"u8);
    }

    public void Timestamp(BsonTimestamp timestamp)
    {
        json.WriteStartObject();
        json.WriteStartObject("$timestamp"u8);
        json.WriteNumber("t"u8, timestamp.Seconds);
        json.WriteNumber("i"u8, timestamp.Increment);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void Binary(byte subtype, ReadOnlySpan<byte> bytes)
    {
        Span<byte> digits = stackalloc byte[2];
        Hex.Write(subtype, digits);
        json.WriteStartObject();
        json.WriteStartObject("$binary"u8);
        json.WriteBase64String("base64"u8, bytes);
        json.WriteString("subType"u8, digits);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void RegularExpression(BsonRegularExpression regex)
    {
        json.WriteStartObject();
        json.WriteStartObject("$regularExpression"u8);
        json.WriteString("pattern"u8, UnicodeText.Valid(regex.Pattern));
        json.WriteString("options"u8, UnicodeText.Valid(regex.Options));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void DBPointer(BsonDBPointer pointer)
    {
        json.WriteStartObject();
        json.WriteStartObject("$dbPointer"u8);
        json.WriteString("$ref"u8, UnicodeText.Valid(pointer.Namespace));
        json.WritePropertyName("$id"u8);
        Oid(pointer.Id);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public void Text(ReadOnlySpan<byte> key, string text)
    {
        json.WriteStartObject();
        json.WriteString(key, UnicodeText.Valid(text));
        json.WriteEndObject();
    }

    private void Close(Span<byte> text, int length, ReadOnlySpan<byte> closing)
    {
        closing.CopyTo(text.Slice(length));
        json.WriteRawValue(text.Slice(0, length + closing.Length), skipInputValidation: true);
    }
}
