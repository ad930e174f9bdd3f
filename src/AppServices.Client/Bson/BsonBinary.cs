using System;
using System.Globalization;

namespace AppServices.Bson;

/// <summary>
/// Bytes with a BSON subtype. Plain bytes (subtype 0) and UUIDs (subtype 4) are read as <see cref="byte"/> arrays and
/// <see cref="Guid"/>s; this type stands for the other subtypes.
/// </summary>
public sealed class BsonBinary : IEquatable<BsonBinary>
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

    /// <summary>The BSON subtype.</summary>
    public byte Subtype { get; }

    /// <summary>The content.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Wraps an array that nobody else holds.</summary>
    internal static BsonBinary Own(byte subtype, byte[] bytes) => new(bytes, subtype);

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
    public override string ToString() => Subtype.ToString("x2", CultureInfo.InvariantCulture) + ":" + Convert.ToBase64String(bytes);
}
