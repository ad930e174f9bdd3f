using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>
/// Turns values into bytes that sort as the values do in <see cref="BsonOrder"/>, and that are equal just where the values
/// are: the keys of the embedded store. Every value ends by itself, so keys of several fields can be put together.
/// </summary>
internal static class KeyEncoder
{
    private const byte End = 0x00;      // below every rank, so that what ends first is less
    private const byte More = 0x01;

    /// <summary>The key of one value; null stands for a missing one.</summary>
    public static byte[] Encode(BsonValue? value)
    {
        var buffer = new ArrayBufferWriter<byte>(32);
        Append(buffer, value);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Adds the key of a value.</summary>
    public static void Append(IBufferWriter<byte> key, BsonValue? value)
    {
        byte rank = TypeOrder.Of(value);
        Byte(key, rank);
        switch (value)
        {
            case BsonInt32 or BsonInt64 or BsonDouble or BsonDecimal128: NumberKey.Append(key, value); break;
            case BsonString or BsonSymbol: Text(key, BsonOrder.Text(value)); break;
            case BsonDocument document: Fields(key, document); break;
            case BsonArray array: Items(key, array); break;
            case BsonBinaryData binary: Binary(key, binary); break;
            case BsonObjectId id: key.Write(id.Value.ToByteArray()); break;
            case BsonBoolean boolean: Byte(key, boolean.Value ? (byte)1 : (byte)0); break;
            case BsonDateTime date: Long(key, (ulong)date.MillisecondsSinceEpoch ^ (1UL << 63)); break;
            case BsonTimestamp timestamp: Long(key, (ulong)timestamp.Value); break;
            case BsonRegularExpression regex: Text(key, regex.Pattern); Text(key, regex.Options); break;
            case BsonJavaScriptWithScope code: Text(key, code.Code); Fields(key, code.Scope); break;
            case BsonJavaScript code: Text(key, code.Code); break;
        }
    }

    /// <summary>The key of a value in an index that runs the other way.</summary>
    public static void AppendDescending(IBufferWriter<byte> key, BsonValue? value)
    {
        byte[] ascending = Encode(value);
        foreach (ref byte part in ascending.AsSpan()) part = (byte)~part;
        key.Write(ascending);
    }

    private static void Fields(IBufferWriter<byte> key, BsonDocument document)
    {
        foreach (BsonElement element in document)
        {
            Byte(key, More);
            Byte(key, TypeOrder.Of(element.Value));
            Text(key, element.Name);
            Append(key, element.Value);
        }
        Byte(key, End);
    }

    private static void Items(IBufferWriter<byte> key, BsonArray array)
    {
        foreach (BsonValue item in array) Append(key, item);
        Byte(key, End);
    }

    private static void Binary(IBufferWriter<byte> key, BsonBinaryData binary)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, binary.Bytes.Length);
        key.Write(length);
        Byte(key, BinarySubtypes.Of(binary));
        key.Write(binary.Bytes);
    }

    // A zero byte within is 00 FF, the end is 00 00, so a text is less than any that continues it.
    private static void Text(IBufferWriter<byte> key, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        ReadOnlySpan<byte> rest = utf8;
        for (int zero; (zero = rest.IndexOf((byte)0)) >= 0; rest = rest[(zero + 1)..])
        {
            key.Write(rest[..zero]);
            key.Write<byte>([0x00, 0xFF]);
        }
        key.Write(rest);
        key.Write<byte>([0x00, 0x00]);
    }

    private static void Long(IBufferWriter<byte> key, ulong bits)
    {
        BinaryPrimitives.WriteUInt64BigEndian(key.GetSpan(8), bits);
        key.Advance(8);
    }

    private static void Byte(IBufferWriter<byte> key, byte value)
    {
        key.GetSpan(1)[0] = value;
        key.Advance(1);
    }
}
