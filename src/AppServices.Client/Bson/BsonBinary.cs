using System;
#if !NET
using System.Buffers.Binary;
#endif
using System.Collections.Specialized;
using System.Globalization;
using AppServices.Bson.Parts;

namespace AppServices.Bson;

/// <summary>
/// Bytes with a BSON subtype. Plain bytes (subtype 0) and UUIDs (subtype 4) are read as <see cref="byte"/> arrays and
/// <see cref="Guid"/>s; this type stands for the other subtypes.
/// </summary>
public sealed class BsonBinary : IBsonBinary, IEquatable<BsonBinary>
{
    private readonly byte[] bytes;

    /// <summary>Copies <paramref name="bytes"/>.</summary>
    /// <param name="subtype">The BSON subtype; 0x80 and above are the user's own.</param>
    /// <param name="bytes">The content.</param>
    /// <exception cref="ArgumentNullException"><paramref name="bytes"/> is null.</exception>
    public BsonBinary(byte subtype, byte[] bytes)
        : this((byte[])(bytes ?? throw new ArgumentNullException(nameof(bytes))).Clone(), subtype)
    {
    }

    private BsonBinary(byte[] bytes, byte subtype)
    {
        Subtype = subtype;
        this.bytes = bytes;
    }

    /// <summary>The value in Extended JSON.</summary>
    public OrderedDictionary _binary => new() { ["base64"] = Convert.ToBase64String(bytes), ["subType"] = SubtypeText };

    /// <inheritdoc/>
    byte IBsonBinary.Subtype => Subtype;

    /// <inheritdoc/>
    ReadOnlyMemory<byte> IBsonBinary.Bytes => bytes;

    internal byte Subtype { get; }

    internal ReadOnlyMemory<byte> Bytes => bytes;

    private string SubtypeText => Subtype.ToString("x2", CultureInfo.InvariantCulture);

    /// <summary>Wraps an array that nobody else holds.</summary>
    internal static BsonBinary Own(byte subtype, byte[] bytes) => new(bytes, subtype);

    /// <summary>The bytes of a UUID.</summary>
    internal static BsonBinary Of(Guid uuid)
    {
        byte[] bytes = new byte[16];
        WriteUuid(uuid, bytes);
        return new(bytes, subtype: 4);
    }

    /// <summary>The order of RFC 4122, in which the first three groups are turned round in .NET's own.</summary>
    internal static void WriteUuid(Guid uuid, Span<byte> bytes)
    {
#if NET
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
#else
        uuid.ToByteArray().AsSpan().CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes, BinaryPrimitives.ReadInt32LittleEndian(bytes));
        BinaryPrimitives.WriteInt16BigEndian(bytes.Slice(4), BinaryPrimitives.ReadInt16LittleEndian(bytes.Slice(4)));
        BinaryPrimitives.WriteInt16BigEndian(bytes.Slice(6), BinaryPrimitives.ReadInt16LittleEndian(bytes.Slice(6)));
#endif
    }

    /// <summary>A copy of the content.</summary>
    public byte[] ToArray() => (byte[])bytes.Clone();

    /// <inheritdoc/>
    public bool Equals(BsonBinary? other) =>
        other is not null && Subtype == other.Subtype && bytes.AsSpan().SequenceEqual(other.bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BsonBinary);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = Subtype;
        foreach (byte b in bytes.AsSpan(0, Math.Min(bytes.Length, 16))) hash = unchecked((hash * 31) + b);
        return unchecked((hash * 31) + bytes.Length);
    }

    /// <summary>Subtype in hex and content in base64, such as <c>80:AQID</c>.</summary>
    public override string ToString() => SubtypeText + ":" + Convert.ToBase64String(bytes);
}
