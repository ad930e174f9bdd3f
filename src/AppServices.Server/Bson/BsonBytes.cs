using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using AppServices.Mql.Values;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Serializers;

namespace AppServices.Server.Bson;

/// <summary>
/// Documents as BSON and back, byte for byte. The driver's own serializers mend what old drivers wrote, and by that change what is
/// theirs no longer: a binary of subtype 2 becomes one of 0, a date just after the year 9999 loses a millisecond, -0.0 its sign. And a
/// binary of the subtype of a UUID that is none they do not take at all.
/// </summary>
internal static class BsonBytes
{
    private static readonly BsonReaderSettings s_reading =
        new BsonBinaryReaderSettings { FixOldBinarySubTypeOnInput = false, FixOldDateTimeMaxValueOnInput = false }.Freeze();

    // What a document may be has been checked before; the library's own limits are not MongoDB's. Half a surrogate pair, which a pattern
    // can cut out of a text, becomes U+FFFD.
    private static readonly BsonWriterSettings s_writing = new BsonBinaryWriterSettings
    {
        FixOldBinarySubTypeOnOutput = false,
        MaxSerializationDepth = 512,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false),
    }.Freeze();

    /// <summary>The bytes of a document.</summary>
    public static byte[] Write(BsonDocument document)
    {
        using var stream = new MemoryStream();
        using var writer = new Writer(stream, (BsonBinaryWriterSettings)s_writing);
        BsonDocumentSerializer.Instance.Serialize(BsonSerializationContext.CreateRoot(writer), document);
        return stream.ToArray();
    }

    /// <summary>The document of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="maxDepth">How deep documents and arrays may stand in each other, where nobody has looked before.</param>
    /// <exception cref="FormatException">They stand deeper.</exception>
    public static BsonDocument Read(byte[] bytes, int maxDepth = int.MaxValue)
    {
        using var stream = new ByteBufferStream(new ByteArrayBuffer(bytes, isReadOnly: true), ownsBuffer: true);
        using var reader = new BsonBinaryReader(stream, (BsonBinaryReaderSettings)s_reading);
        return ReadDocument(reader, bytes, maxDepth);
    }

    private static BsonDocument ReadDocument(BsonBinaryReader reader, byte[] bytes, int depth)
    {
        if (depth <= 0) throw new FormatException("documents stand deeper in each other than is read");
        // A name that is there twice is there twice; looking for one would cost a table of names for each document.
        var document = new BsonDocument { AllowDuplicateNames = true };
        reader.ReadStartDocument();
        while (reader.ReadBsonType() is not BsonType.EndOfDocument and var type)
        {
            string name = reader.ReadName();
            document.Add(name, ReadValue(reader, bytes, type, depth - 1));
        }
        reader.ReadEndDocument();
        return document;
    }

    private static BsonArray ReadArray(BsonBinaryReader reader, byte[] bytes, int depth)
    {
        if (depth <= 0) throw new FormatException("arrays stand deeper in each other than is read");
        var array = new BsonArray();
        reader.ReadStartArray();
        while (reader.ReadBsonType() is not BsonType.EndOfDocument and var type) array.Add(ReadValue(reader, bytes, type, depth - 1));
        reader.ReadEndArray();
        return array;
    }

    // Conversions that the driver does implicitly share instances of common values, which is right for integers, not for doubles.
    private static BsonValue ReadValue(BsonBinaryReader reader, byte[] bytes, BsonType type, int depth)
    {
        switch (type)
        {
            case BsonType.Double: return new BsonDouble(reader.ReadDouble());
            case BsonType.String: return new BsonString(reader.ReadString());
            case BsonType.Document: return ReadDocument(reader, bytes, depth);
            case BsonType.Array: return ReadArray(reader, bytes, depth);
            case BsonType.Binary: return ReadBinary(reader, bytes);
            case BsonType.ObjectId: return new BsonObjectId(reader.ReadObjectId());
            case BsonType.Boolean: return reader.ReadBoolean() ? BsonBoolean.True : BsonBoolean.False;
            case BsonType.DateTime: return new BsonDateTime(reader.ReadDateTime());
            case BsonType.RegularExpression: return reader.ReadRegularExpression();
            case BsonType.JavaScript: return new BsonJavaScript(reader.ReadJavaScript());
            case BsonType.Symbol: return BsonSymbol.Create(reader.ReadSymbol());
            case BsonType.JavaScriptWithScope:
                return new BsonJavaScriptWithScope(reader.ReadJavaScriptWithScope(), ReadDocument(reader, bytes, depth));
            case BsonType.Int32: return (BsonInt32)reader.ReadInt32();
            case BsonType.Timestamp: return new BsonTimestamp(reader.ReadTimestamp());
            case BsonType.Int64: return (BsonInt64)reader.ReadInt64();
            case BsonType.Decimal128: return new BsonDecimal128(reader.ReadDecimal128());
            case BsonType.Null: reader.ReadNull(); return BsonNull.Value;
            case BsonType.Undefined: reader.ReadUndefined(); return BsonUndefined.Value;
            case BsonType.MinKey: reader.ReadMinKey(); return BsonMinKey.Value;
            default: reader.ReadMaxKey(); return BsonMaxKey.Value;
        }
    }

    // The subtype of a UUID that is none is another one for as long as the driver looks at it.
    private static BsonBinaryData ReadBinary(BsonBinaryReader reader, byte[] bytes)
    {
        const int lengthBytes = sizeof(int);
        int start = (int)reader.BsonStream.Position, place = start + lengthBytes;
        if (place >= bytes.Length) return reader.ReadBinaryData();      // which refuses what ends too early
        byte given = bytes[place];
        bytes[place] = BinarySubtypes.InMemory(given, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(start)));
        try
        {
            return reader.ReadBinaryData();
        }
        finally
        {
            bytes[place] = given;
        }
    }

    private sealed class Writer(Stream stream, BsonBinaryWriterSettings settings) : BsonBinaryWriter(stream, settings)
    {
        public override void WriteBinaryData(BsonBinaryData binaryData)
        {
            base.WriteBinaryData(binaryData);
            if (!BinarySubtypes.IsOdd(binaryData)) return;
            BsonStream.Position -= binaryData.Bytes.Length + 1;
            BsonStream.WriteByte(BinarySubtypes.Of(binaryData));
            BsonStream.Position += binaryData.Bytes.Length;
        }
    }
}
