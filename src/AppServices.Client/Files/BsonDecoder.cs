using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Numerics;
using System.Text;
using AppServices.Bson;
using AppServices.Ejson;

namespace AppServices.Files;

/// <summary>Reads a document of BSON into what <see cref="EjsonReader"/> makes of the same document.</summary>
internal ref struct BsonDecoder
{
    private const int SmallestDocument = 5;
    private const byte OldBinary = 2;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    private BsonDecoder(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Reads bytes that are one document.</summary>
    /// <exception cref="EjsonException">They are not.</exception>
    public static BsonDocument Decode(ReadOnlySpan<byte> bytes)
    {
        var decoder = new BsonDecoder(bytes);
        BsonDocument document = decoder.Document(1);
        return decoder._position == bytes.Length ? document : throw Bad("Something follows the document.");
    }

    private BsonDocument Document(int depth)
    {
        var document = new BsonDocument();
        int end = Begin(depth);
        while (Next(end, out BsonType type, out string name)) document.Add(name, Value(type, depth));
        return document;
    }

    private object?[] Array(int depth)
    {
        var items = new List<object?>();
        int end = Begin(depth);
        while (Next(end, out BsonType type, out _)) items.Add(Value(type, depth));
        return [.. items];
    }

    private int Begin(int depth)
    {
        if (depth > EjsonReader.DefaultMaxDepth) throw Bad($"The document is nested more than {EjsonReader.DefaultMaxDepth} levels deep.");
        int start = _position, length = Int32();
        return length >= SmallestDocument && length <= _bytes.Length - start
            ? start + length
            : throw Bad("A document has no valid length.");
    }

    private bool Next(int end, out BsonType type, out string name)
    {
        byte found = Byte();
        (type, name) = ((BsonType)found, "");
        if (found == 0) return _position == end ? false : throw Bad("A document does not end where its length says.");
        name = Name();
        return _position < end ? true : throw Bad("A document does not end where its length says.");
    }

    private object? Value(BsonType type, int depth)
    {
        switch (type)
        {
            case BsonType.Double: return BitConverter.Int64BitsToDouble(Int64());
            case BsonType.String: return String();
            case BsonType.Document: return Document(depth + 1);
            case BsonType.Array: return Array(depth + 1);
            case BsonType.Binary: return Binary();
            case BsonType.Undefined: return BsonUndefined.Value;
            case BsonType.ObjectId: return Id();
            case BsonType.Boolean: return Byte() switch { 0 => false, 1 => true, _ => throw Bad("A boolean is neither true nor false.") };
            case BsonType.Date: return Date(new BsonDateTime(Int64()));
            case BsonType.Null: return null;
            case BsonType.RegularExpression: return new BsonRegularExpression(Name(), Name());
            case BsonType.DBPointer: return new BsonDBPointer(String(), Id());
            case BsonType.JavaScript: return new BsonJavaScript(String());
            case BsonType.Symbol: return new BsonSymbol(String());
            case BsonType.JavaScriptWithScope: return CodeWithScope(depth);
            case BsonType.Int32: return Int32();
            case BsonType.Timestamp:
                uint increment = (uint)Int32();
                return new BsonTimestamp((uint)Int32(), increment);
            case BsonType.Int64: return Int64();
            case BsonType.Decimal128: return Decimal();
            case BsonType.MaxKey: return BsonMaxKey.Value;
            case BsonType.MinKey: return BsonMinKey.Value;
            default: throw Bad($"A value has the type 0x{(byte)type:x2}, which BSON does not have.");
        }
    }

    private static object Date(BsonDateTime date) => date.TryToDateTime(out DateTime value) ? value : date;

    private BsonJavaScriptWithScope CodeWithScope(int depth)
    {
        int start = _position, length = Int32();
        var code = new BsonJavaScriptWithScope(String(), Document(depth + 1));
        return _position - start == length ? code : throw Bad("Code with scope has no valid length.");
    }

    private object Binary()
    {
        int length = Int32();
        byte subtype = Byte();
        if (subtype == OldBinary && length >= 4)
        {
            if (Int32() != length - 4) throw Bad("Binary data have no valid length.");
            length -= 4;
        }
        return BinaryObject.Make(subtype, Take(length).ToArray());
    }

    private ObjectId Id()
    {
        ReadOnlySpan<byte> bytes = Take(12);
        return new ObjectId(BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes.Slice(4)));
    }

    private Decimal128 Decimal()
    {
        ulong low = (ulong)Int64(), high = (ulong)Int64();
        bool isNegative = (high & Decimal128Bits.Sign) != 0;
        if ((high & Decimal128Bits.NaN) == Decimal128Bits.NaN) return Decimal128.NaN;
        if ((high & Decimal128Bits.NaN) == Decimal128Bits.Infinity)
            return isNegative ? Decimal128.NegativeInfinity : Decimal128.PositiveInfinity;
        // The other form of the exponent belongs to coefficients that are too large, which count as zero.
        bool isLarge = (high & 0x6000_0000_0000_0000) == 0x6000_0000_0000_0000;
        int exponent = (int)(isLarge ? (high >> 47) & 0x3FFF : (high >> Decimal128Bits.ExponentShift) & 0x3FFF) - Decimal128Bits.Bias;
        BigInteger digits = isLarge ? 0 : ((BigInteger)(high & 0x1_FFFF_FFFF_FFFF) << 64) | low;
        BigInteger upper = BigInteger.DivRem(digits, Coefficient.Half, out BigInteger lower);
        if (upper >= Coefficient.Half) (upper, lower) = (0, 0);
        return new Decimal128(isNegative, new Coefficient((ulong)upper, (ulong)lower), exponent);
    }

    private string String()
    {
        int length = Int32();
        ReadOnlySpan<byte> bytes = Take(length);
        return length > 0 && bytes[length - 1] == 0
            ? Utf8(bytes.Slice(0, length - 1))
            : throw Bad("A string does not end where its length says.");
    }

    private string Name()
    {
        int length = _bytes.Slice(_position).IndexOf((byte)0);
        if (length < 0) throw Bad("A name does not end.");
        string name = Utf8(Take(length));
        _position++;
        return name;
    }

    private static string Utf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
#if NET
            return s_utf8.GetString(bytes);
#else
            return s_utf8.GetString(bytes.ToArray());
#endif
        }
        catch (ArgumentException error)
        {
            throw new EjsonException("A text is not valid UTF-8.", error);
        }
    }

    private byte Byte() => Take(1)[0];

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - _position) throw Bad("The document ends in the middle of a value.");
        ReadOnlySpan<byte> taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }

    private static EjsonException Bad(string reason) => new($"This is not valid BSON: {reason}");
}
