using System;
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
    /// <exception cref="FormatException">They stand deeper, or are none.</exception>
    public static BsonDocument Read(ReadOnlySpan<byte> bytes, int maxDepth = int.MaxValue)
    {
        var decoder = new BsonDecoder(bytes);
        BsonDocument document = decoder.ReadDocument(maxDepth);
        return decoder.IsAtEnd ? document : throw new FormatException("there is more after a document");
    }

    /// <summary>Of the document of some bytes, the first field of each of some names.</summary>
    /// <param name="bytes">The bytes, which are looked at no further than to the last of them.</param>
    /// <param name="fields">The names.</param>
    /// <param name="found">Takes the fields; empty.</param>
    /// <exception cref="FormatException">They are none.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, FieldNames fields, BsonDocument found) =>
        new BsonDecoder(bytes).ReadFields(fields, found);

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
