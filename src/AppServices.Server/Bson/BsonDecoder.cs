using System;
using System.Buffers.Binary;
using System.Text;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Bson;

/// <summary>
/// Reads documents of BSON from memory (https://bsonspec.org/spec.html), all of them or some of their fields. Whatever the bytes are, it
/// reads nothing beyond them, and takes no more memory than they have.
/// </summary>
internal ref struct BsonDecoder(ReadOnlySpan<byte> bytes)
{
    private const int LeastDocument = sizeof(int) + 1, DecimalBytes = 16, ObjectIdBytes = 12;
    private const byte OldBinary = 2;

    private static readonly UTF8Encoding s_text = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether there is no more.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The document at this place.</summary>
    /// <param name="depth">How deep documents and arrays may stand in each other.</param>
    /// <exception cref="FormatException">They stand deeper, or there is none.</exception>
    public BsonDocument ReadDocument(int depth)
    {
        if (depth <= 0) throw new FormatException("documents stand deeper in each other than is read");
        int after = EnterDocument();
        // A name that is there twice is there twice; looking for one would cost a table of names for each document.
        var document = new BsonDocument { AllowDuplicateNames = true };
        while (ReadType() is not BsonType.EndOfDocument and var type) document.Add(Text(TakeName()), ReadValue(type, depth - 1));
        return _rest.Length == after ? document : throw WrongLength();
    }

    /// <summary>Of the document at this place, the first field of each of some names, as far as it has them.</summary>
    /// <param name="fields">The names.</param>
    /// <param name="found">Takes the fields; empty.</param>
    /// <exception cref="FormatException">There is none.</exception>
    public void ReadFields(FieldNames fields, BsonDocument found)
    {
        EnterDocument();
        while (found.ElementCount < fields.Count && ReadType() is not BsonType.EndOfDocument and var type)
        {
            if (fields.Find(TakeName()) is { } name && !found.Contains(name)) found.Add(name, ReadValue(type, int.MaxValue));
            else SkipValue(type);
        }
    }

    private BsonArray ReadArray(int depth)
    {
        if (depth <= 0) throw new FormatException("arrays stand deeper in each other than is read");
        int after = EnterDocument();
        var array = new BsonArray();
        while (ReadType() is not BsonType.EndOfDocument and var type)
        {
            TakeName();
            array.Add(ReadValue(type, depth - 1));
        }
        return _rest.Length == after ? array : throw WrongLength();
    }

    // Conversions that the driver does implicitly share instances of common values, which is right for integers, not for doubles.
    private BsonValue ReadValue(BsonType type, int depth) => type switch
    {
        BsonType.Double => new BsonDouble(BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)))),
        BsonType.String => new BsonString(ReadText()),
        BsonType.Document => ReadDocument(depth),
        BsonType.Array => ReadArray(depth),
        BsonType.Binary => ReadBinary(),
        BsonType.Undefined => BsonUndefined.Value,
        BsonType.ObjectId => new BsonObjectId(new ObjectId(Take(ObjectIdBytes).ToArray())),
        BsonType.Boolean => Take(1)[0] switch
        {
            0 => BsonBoolean.False,
            1 => BsonBoolean.True,
            _ => throw new FormatException("a boolean is neither 0 nor 1"),
        },
        BsonType.DateTime => new BsonDateTime(ReadInt64()),
        BsonType.Null => BsonNull.Value,
        BsonType.RegularExpression => new BsonRegularExpression(Text(TakeName()), Text(TakeName())),
        BsonType.JavaScript => new BsonJavaScript(ReadText()),
        BsonType.Symbol => BsonSymbol.Create(ReadText()),
        BsonType.JavaScriptWithScope => ReadScoped(depth),
        BsonType.Int32 => (BsonInt32)ReadInt32(),
        BsonType.Timestamp => new BsonTimestamp(ReadInt64()),
        BsonType.Int64 => (BsonInt64)ReadInt64(),
        BsonType.Decimal128 => ReadDecimal(),
        BsonType.MinKey => BsonMinKey.Value,
        BsonType.MaxKey => BsonMaxKey.Value,
        _ => throw Unknown(type),
    };

    private void SkipValue(BsonType type)
    {
        switch (type)
        {
            case BsonType.Undefined or BsonType.Null or BsonType.MinKey or BsonType.MaxKey: break;
            case BsonType.Boolean: Take(1); break;
            case BsonType.Int32: Take(sizeof(int)); break;
            case BsonType.Double or BsonType.DateTime or BsonType.Timestamp or BsonType.Int64: Take(sizeof(long)); break;
            case BsonType.ObjectId: Take(ObjectIdBytes); break;
            case BsonType.Decimal128: Take(DecimalBytes); break;
            case BsonType.String or BsonType.JavaScript or BsonType.Symbol: TakeText(); break;
            case BsonType.Binary: Take(ReadLength(0) + 1); break;
            case BsonType.Document or BsonType.Array or BsonType.JavaScriptWithScope: Take(ReadLength(LeastDocument) - sizeof(int)); break;
            case BsonType.RegularExpression: TakeName(); TakeName(); break;
            default: throw Unknown(type);
        }
    }

    // Past its length; what is left of the bytes after it is returned.
    private int EnterDocument()
    {
        int start = _rest.Length, length = ReadLength(LeastDocument);
        return length <= start ? start - length : throw WrongLength();
    }

    private BsonType ReadType() => (BsonType)Take(1)[0];

    private BsonBinaryData ReadBinary()
    {
        int length = ReadLength(0);
        byte subtype = Take(1)[0];
        if (subtype == OldBinary)
        {
            int inner = ReadLength(0);
            if (inner != length - sizeof(int)) throw new FormatException("the two lengths of a binary of the old subtype differ");
            length = inner;
        }
        // The subtype of a UUID that is none is another one in memory.
        return new BsonBinaryData(Take(length).ToArray(), (BsonBinarySubType)BinarySubtypes.InMemory(subtype, length));
    }

    private BsonJavaScriptWithScope ReadScoped(int depth)
    {
        int start = _rest.Length, length = ReadLength(LeastDocument);
        var scoped = new BsonJavaScriptWithScope(ReadText(), ReadDocument(depth));
        return start - _rest.Length == length ? scoped : throw WrongLength();
    }

    private BsonDecimal128 ReadDecimal()
    {
        ulong low = (ulong)ReadInt64(), high = (ulong)ReadInt64();
        return new BsonDecimal128(Decimal128.FromIEEEBits(high, low));
    }

    private int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    private long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    private int ReadLength(int least) => ReadInt32() is var length && length >= least ? length : throw WrongLength();

    private string ReadText() => Text(TakeText());

    // Without the zero at its end.
    private ReadOnlySpan<byte> TakeText()
    {
        ReadOnlySpan<byte> text = Take(ReadLength(1));
        return text[^1] == 0 ? text[..^1] : throw new FormatException("a text does not end with a zero");
    }

    private ReadOnlySpan<byte> TakeName()
    {
        int end = _rest.IndexOf((byte)0);
        return end >= 0 ? Take(end + 1)[..^1] : throw new FormatException("a name does not end");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length) throw new FormatException("a document is shorter than what it has to have");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private static string Text(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return s_text.GetString(utf8);
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException("a text is no UTF-8", error);
        }
    }

    private static FormatException WrongLength() => new("the length of a document or a value is wrong");

    private static FormatException Unknown(BsonType type) => new($"there is no type {(byte)type} of BSON that is read");
}
