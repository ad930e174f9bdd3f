using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using System.Text;
using AppServices.Bson;
using AppServices.Ejson;

namespace AppServices.Files;

/// <summary>
/// Writes documents as BSON, one after another, as mongodump does. Values are those that <see cref="EjsonReader"/> makes.
/// </summary>
internal sealed class BsonEncoder
{
    private const int FirstBytes = 4096;
    private const byte OldBinary = 2;
    private const byte Uuid = 4;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _bytes = new byte[FirstBytes];
    private int _count;

    /// <summary>The bytes of a document, until the next is encoded.</summary>
    /// <exception cref="EjsonException">A value, or a name, has no form in BSON.</exception>
    public ArraySegment<byte> Encode(BsonDocument document)
    {
        _count = 0;
        Document(document);
        return new ArraySegment<byte>(_bytes, 0, _count);
    }

    private void Document(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        int start = Reserve();
        foreach (KeyValuePair<string, object?> field in fields) Element(field.Key, field.Value);
        Close(start);
    }

    private void Array(object?[] items)
    {
        int start = Reserve();
        for (int i = 0; i < items.Length; i++) Element(i.ToString(CultureInfo.InvariantCulture), items[i]);
        Close(start);
    }

    private void Element(string name, object? value)
    {
        int type = _count;
        Byte(0);
        Name(name);
        BsonType found = Value(value);
        _bytes[type] = (byte)found;         // the array may be another one by now
    }

    private BsonType Value(object? value)
    {
        switch (value)
        {
            case null: return BsonType.Null;
            case string text: String(text); return BsonType.String;
            case int number: Int32(number); return BsonType.Int32;
            case long number: Int64(number); return BsonType.Int64;
            case double number: Int64(BitConverter.DoubleToInt64Bits(number)); return BsonType.Double;
            case bool flag: Byte(flag ? (byte)1 : (byte)0); return BsonType.Boolean;
            case BsonDocument document: Document(document); return BsonType.Document;
            case object?[] items: Array(items); return BsonType.Array;
            case ObjectId id: Bytes(id.ToByteArray()); return BsonType.ObjectId;
            case DateTime date: Int64(BsonDateTime.From(date).MillisecondsSinceEpoch); return BsonType.Date;
            case BsonDateTime date: Int64(date.MillisecondsSinceEpoch); return BsonType.Date;
            case Decimal128 number: Decimal(number); return BsonType.Decimal128;
            case byte[] bytes: Binary(0, bytes); return BsonType.Binary;
            case Guid uuid: Binary(Uuid, BsonBinary.Of(uuid).Bytes.Span); return BsonType.Binary;
            case BsonBinary binary: Binary(binary.Subtype, binary.Bytes.Span); return BsonType.Binary;
            case BsonTimestamp time: Int32((int)time.Increment); Int32((int)time.Seconds); return BsonType.Timestamp;
            case BsonRegularExpression regex: Name(regex.Pattern); Name(regex.Options); return BsonType.RegularExpression;
            case BsonJavaScript code: String(code.Code); return BsonType.JavaScript;
            case BsonJavaScriptWithScope code: CodeWithScope(code); return BsonType.JavaScriptWithScope;
            case BsonSymbol symbol: String(symbol.Name); return BsonType.Symbol;
            case BsonDBPointer pointer: String(pointer.Namespace); Bytes(pointer.Id.ToByteArray()); return BsonType.DBPointer;
            case BsonUndefined: return BsonType.Undefined;
            case BsonMinKey: return BsonType.MinKey;
            case BsonMaxKey: return BsonType.MaxKey;
            default: throw new EjsonException($"A value of type {value.GetType()} has no form in BSON.");
        }
    }

    private void CodeWithScope(BsonJavaScriptWithScope code)
    {
        int start = Reserve();
        String(code.Code);
        Document(code.Scope);
        Length(start);
    }

    private void Binary(byte subtype, ReadOnlySpan<byte> bytes)
    {
        bool isOld = subtype == OldBinary;
        Int32(bytes.Length + (isOld ? 4 : 0));
        Byte(subtype);
        if (isOld) Int32(bytes.Length);
        Bytes(bytes);
    }

    private void Decimal(Decimal128 number)
    {
        BigInteger digits = number.IsNaN || number.IsInfinity ? BigInteger.Zero : number.Coefficient.ToBigInteger();
        ulong high = number.IsNaN ? Decimal128Bits.NaN
            : number.IsInfinity ? Decimal128Bits.Infinity
            : ((ulong)(number.Exponent + Decimal128Bits.Bias) << Decimal128Bits.ExponentShift) | (ulong)(digits >> 64);
        Int64((long)(ulong)(digits & ulong.MaxValue));
        Int64((long)(number.IsNegative ? high | Decimal128Bits.Sign : high));
    }

    private void String(string text)
    {
        int start = Reserve();
        Utf8(text);
        Byte(0);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), _count - start - 4);
    }

    private void Name(string name)
    {
        if (name.AsSpan().IndexOf('\0') >= 0) throw new EjsonException("A field name, or a pattern, cannot hold a null character.");
        Utf8(name);
        Byte(0);
    }

    private void Utf8(string text)
    {
        UnicodeText.Valid(text);
        Ensure(s_utf8.GetMaxByteCount(text.Length));
        _count += s_utf8.GetBytes(text, 0, text.Length, _bytes, _count);
    }

    private int Reserve()
    {
        int start = _count;
        Int32(0);
        return start;
    }

    private void Close(int start)
    {
        Byte(0);
        Length(start);
    }

    private void Length(int start) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start), _count - start);

    private void Byte(byte value)
    {
        Ensure(1);
        _bytes[_count++] = value;
    }

    private void Int32(int value)
    {
        Ensure(4);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_count), value);
        _count += 4;
    }

    private void Int64(long value)
    {
        Ensure(8);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_count), value);
        _count += 8;
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_count));
        _count += bytes.Length;
    }

    private void Ensure(int room)
    {
        if (_bytes.Length - _count < room) System.Array.Resize(ref _bytes, checked(_count + Math.Max(room, _count)));
    }
}

/// <summary>Where what is in the upper half of a decimal of BSON.</summary>
internal static class Decimal128Bits
{
    public const int Bias = 6176;
    public const int ExponentShift = 49;
    public const ulong Sign = 1UL << 63;
    public const ulong NaN = 0x7C00_0000_0000_0000;
    public const ulong Infinity = 0x7800_0000_0000_0000;
}
