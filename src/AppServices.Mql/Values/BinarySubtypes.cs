using System.Buffers.Binary;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>
/// Subtypes of binary data. MongoDB keeps data of a UUID's subtype that has not the 16 bytes of one; the type that values have in memory
/// refuses it. So such data has another subtype there, one of those that BSON reserves, and its own wherever it is read or written.
/// </summary>
internal static class BinarySubtypes
{
    private const byte OldBinary = 2, OldUuid = 3, Uuid = 4, Odd = 0x70;
    private const int UuidBytes = 16;

    /// <summary>The subtype that binary data has.</summary>
    public static byte Of(BsonBinaryData binary) => IsOdd(binary) ? (byte)((byte)binary.SubType - Odd) : (byte)binary.SubType;

    /// <summary>Whether it is of a UUID's subtype, and no UUID.</summary>
    public static bool IsOdd(BsonBinaryData binary) =>
        (byte)binary.SubType is Odd + OldUuid or Odd + Uuid && binary.Bytes.Length != UuidBytes;

    /// <summary>The bytes as BSON has them: those of the old subtype begin with their length.</summary>
    public static byte[] Content(BsonBinaryData binary)
    {
        if ((byte)binary.SubType != OldBinary) return binary.Bytes;
        byte[] content = new byte[sizeof(int) + binary.Bytes.Length];
        BinaryPrimitives.WriteInt32LittleEndian(content, binary.Bytes.Length);
        binary.Bytes.CopyTo(content, sizeof(int));
        return content;
    }

    /// <summary>The subtype that data has in memory.</summary>
    public static byte InMemory(byte subtype, int length) =>
        subtype is OldUuid or Uuid && length != UuidBytes ? (byte)(subtype + Odd) : subtype;
}
