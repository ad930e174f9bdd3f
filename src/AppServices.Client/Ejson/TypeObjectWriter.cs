using System;
using System.Buffers.Text;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>Writes the objects that stand for a value of a type, and numbers that need none.</summary>
internal readonly struct TypeObjectWriter(JsonOutput json)
{
    // The longest: {"$numberDecimal":""} around 48 bytes, {"$binary":{"base64":"","subType":"04"}} around 24.
    private const int Room = 96;

    public void Integer(ReadOnlySpan<byte> opening, long number)
    {
        Span<byte> text = Begin(opening);
        Utf8Formatter.TryFormat(number, text.Slice(opening.Length), out int length);
        End(text, opening.Length + length, "\"}"u8);
    }

    public void PlainInteger(long number)
    {
        Utf8Formatter.TryFormat(number, json.Room(Room), out int length);
        json.Advance(length);
    }

    public void Double(double number)
    {
        ReadOnlySpan<byte> opening = "{\"$numberDouble\":\""u8;
        Span<byte> text = Begin(opening);
        End(text, opening.Length + DoubleText.Format(number, text.Slice(opening.Length)), "\"}"u8);
    }

    public void PlainDouble(double number) => json.Advance(DoubleText.Format(number, json.Room(DoubleText.MaxLength)));

    public void Decimal(Decimal128 number)
    {
        ReadOnlySpan<byte> opening = "{\"$numberDecimal\":\""u8;
        Span<byte> text = Begin(opening);
        End(text, opening.Length + Decimal128Text.Format(number, text.Slice(opening.Length)), "\"}"u8);
    }

    public void Oid(ObjectId id)
    {
        ReadOnlySpan<byte> opening = "{\"$oid\":\""u8;
        Span<byte> text = Begin(opening);
        id.Format(text.Slice(opening.Length));
        End(text, opening.Length + ObjectId.TextLength, "\"}"u8);
    }

    public void Date(long milliseconds)
    {
        ReadOnlySpan<byte> opening = "{\"$date\":{\"$numberLong\":\""u8;
        Span<byte> text = Begin(opening);
        Utf8Formatter.TryFormat(milliseconds, text.Slice(opening.Length), out int length);
        End(text, opening.Length + length, "\"}}"u8);
    }

    public void IsoDate(long milliseconds)
    {
        ReadOnlySpan<byte> opening = "{\"$date\":\""u8;
        Span<byte> text = Begin(opening);
        End(text, opening.Length + Ejson.IsoDate.Format(milliseconds, text.Slice(opening.Length)), "\"}"u8);
    }

    public void Uuid(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        BsonBinary.WriteUuid(uuid, bytes);
        Binary(subtype: 4, bytes);
    }

    public void Timestamp(BsonTimestamp timestamp)
    {
        json.Start("{\"$timestamp\":{\"t\":"u8);
        PlainInteger(timestamp.Seconds);
        json.Start("\"i\":"u8);
        PlainInteger(timestamp.Increment);
        json.End("}}"u8);
    }

    public void Binary(byte subtype, ReadOnlySpan<byte> bytes)
    {
        json.Start("{\"$binary\":{\"base64\":\""u8);
        Base64.EncodeToUtf8(bytes, json.Room(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out int length);
        json.Advance(length);
        Span<byte> digits = stackalloc byte[2];
        Hex.Write(subtype, digits);
        json.End("\",\"subType\":\""u8);
        json.End(digits);
        json.End("\"}}"u8);
    }

    public void RegularExpression(BsonRegularExpression regex)
    {
        json.Start("{\"$regularExpression\":{\"pattern\":"u8);
        json.String(regex.Pattern);
        json.Start("\"options\":"u8);
        json.String(regex.Options);
        json.End("}}"u8);
    }

    public void DBPointer(BsonDBPointer pointer)
    {
        json.Start("{\"$dbPointer\":{\"$ref\":"u8);
        json.String(pointer.Namespace);
        json.Start("\"$id\":"u8);
        Oid(pointer.Id);
        json.End("}}"u8);
    }

    /// <param name="opening">What comes before the text, such as <c>{"$symbol":</c>.</param>
    /// <param name="text">The text.</param>
    public void Text(ReadOnlySpan<byte> opening, string text)
    {
        json.Start(opening);
        json.String(text);
        json.End("}"u8);
    }

    private Span<byte> Begin(ReadOnlySpan<byte> opening)
    {
        Span<byte> room = json.Room(Room);
        opening.CopyTo(room);
        return room;
    }

    private void End(Span<byte> text, int length, ReadOnlySpan<byte> closing)
    {
        closing.CopyTo(text.Slice(length));
        json.Advance(length + closing.Length);
    }
}
