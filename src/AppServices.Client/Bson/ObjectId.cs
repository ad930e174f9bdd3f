using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Threading;
using AppServices.Bson.Parts;

namespace AppServices.Bson;

/// <summary>The database's usual document id: 12 bytes, written as 24 hex digits, the first four being the time of creation.</summary>
public readonly struct ObjectId : IObjectId, IEquatable<ObjectId>, IComparable<ObjectId>, IComparable
{
    /// <summary>Length of the text form.</summary>
    internal const int TextLength = 24;

    private readonly uint seconds;
    private readonly ulong rest;

    /// <summary>An id from its text.</summary>
    /// <param name="hex">24 hex digits in either case.</param>
    /// <exception cref="ArgumentNullException"><paramref name="hex"/> is null.</exception>
    /// <exception cref="FormatException">The text is not 24 hex digits.</exception>
    public ObjectId(string hex)
    {
        if (!TryParse(hex ?? throw new ArgumentNullException(nameof(hex)), out this))
            throw new FormatException(
                $"An ObjectId is 24 hex digits, such as 6650a1f2c3d4e5f6a7b8c9d0; this text has {hex.Length} characters"
                + (hex.Length == TextLength ? ", not all of them hex digits." : "."));
    }

    internal ObjectId(uint seconds, ulong rest)
    {
        this.seconds = seconds;
        this.rest = rest;
    }

    /// <summary>The value in Extended JSON.</summary>
    public string _oid => ToString();

    internal DateTime CreationTime => new(BsonDateTime.EpochTicks + (seconds * TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    /// <inheritdoc/>
    DateTime IObjectId.CreationTime => CreationTime;

    /// <summary>A new id, unlike any other, with the current time.</summary>
    public static ObjectId NewObjectId() => ObjectIdSource.Next();

    /// <summary>Reads 24 hex digits.</summary>
    /// <param name="hex">The text; null gives false.</param>
    /// <param name="id">The id, or zeros.</param>
    public static bool TryParse(string? hex, out ObjectId id)
    {
        id = default;
        if (hex is null || hex.Length != TextLength) return false;
        Span<byte> ascii = stackalloc byte[TextLength];
        for (int i = 0; i < ascii.Length; i++) ascii[i] = hex[i] < 0x80 ? (byte)hex[i] : (byte)0;
        return TryParse(ascii, out id);
    }

    /// <summary>The 12 bytes.</summary>
    public byte[] ToByteArray()
    {
        byte[] bytes = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, seconds);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(4), rest);
        return bytes;
    }

    /// <inheritdoc/>
    public bool Equals(ObjectId other) => rest == other.rest && seconds == other.seconds;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ObjectId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked(((int)seconds * 31) ^ rest.GetHashCode());

    /// <inheritdoc/>
    public int CompareTo(ObjectId other) => seconds != other.seconds ? seconds.CompareTo(other.seconds) : rest.CompareTo(other.rest);

    /// <inheritdoc/>
    int IComparable.CompareTo(object? obj) => obj switch
    {
        null => 1,
        ObjectId other => CompareTo(other),
        _ => throw new ArgumentException($"An ObjectId cannot be compared with a {obj.GetType()}.", nameof(obj)),
    };

    /// <summary>The 24 hex digits in lower case.</summary>
    public override string ToString()
    {
        Span<byte> ascii = stackalloc byte[TextLength];
        Format(ascii);
        Span<char> text = stackalloc char[TextLength];
        for (int i = 0; i < text.Length; i++) text[i] = (char)ascii[i];
        return text.ToString();
    }

    /// <summary>Same id.</summary>
    public static bool operator ==(ObjectId left, ObjectId right) => left.Equals(right);

    /// <summary>Another id.</summary>
    public static bool operator !=(ObjectId left, ObjectId right) => !left.Equals(right);

    /// <summary>Sorts before.</summary>
    public static bool operator <(ObjectId left, ObjectId right) => left.CompareTo(right) < 0;

    /// <summary>Sorts after.</summary>
    public static bool operator >(ObjectId left, ObjectId right) => left.CompareTo(right) > 0;

    /// <summary>Sorts before or same.</summary>
    public static bool operator <=(ObjectId left, ObjectId right) => left.CompareTo(right) <= 0;

    /// <summary>Sorts after or same.</summary>
    public static bool operator >=(ObjectId left, ObjectId right) => left.CompareTo(right) >= 0;

    internal static bool TryParse(ReadOnlySpan<byte> ascii, out ObjectId id)
    {
        id = default;
        if (ascii.Length != TextLength || !Hex.TryRead(ascii.Slice(0, 8), out ulong head) || !Hex.TryRead(ascii.Slice(8), out ulong tail))
            return false;
        id = new ObjectId((uint)head, tail);
        return true;
    }

    /// <summary>Writes the 24 hex digits.</summary>
    internal void Format(Span<byte> ascii)
    {
        Hex.Write(seconds, ascii.Slice(0, 8));
        Hex.Write(rest, ascii.Slice(8, 16));
    }
}

/// <summary>Makes ids as every driver does: seconds, five bytes chosen once a process, three bytes that count up.</summary>
internal static class ObjectIdSource
{
    private static readonly ulong s_process = Random(5) << 24;

    // The one counter of the process: ids of any two callers, in any thread, must differ.
    private static int s_counter = (int)Random(3);

    public static ObjectId Next()
    {
        uint seconds = (uint)((DateTime.UtcNow.Ticks - BsonDateTime.EpochTicks) / TimeSpan.TicksPerSecond);
        return new ObjectId(seconds, s_process | ((uint)Interlocked.Increment(ref s_counter) & 0xFFFFFF));
    }

    private static ulong Random(int count)
    {
        byte[] bytes = new byte[count];
        using RandomNumberGenerator source = RandomNumberGenerator.Create();
        source.GetBytes(bytes);
        ulong value = 0;
        foreach (byte b in bytes) value = (value << 8) | b;
        return value;
    }
}
