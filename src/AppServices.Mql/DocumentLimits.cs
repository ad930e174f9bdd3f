using System;
using System.Text;
using MongoDB.Bson;

namespace AppServices.Mql;

/// <summary>What MongoDB sets as the limits of a document: 16 MB as BSON, and values nested 100 deep.</summary>
internal static class DocumentLimits
{
    public const int MaxBytes = 16 * 1024 * 1024;

    public const int MaxDepth = 100;

    private const byte OldBinary = 2;      // which has its length twice

    /// <exception cref="DocumentException">The document is beyond a limit.</exception>
    public static void Check(BsonDocument document)
    {
        long size = SizeOf(document, new Place(1, MaxDepth));
        if (size > MaxBytes)
            throw new DocumentException(
                10334, "BSONObjectTooLarge", $"The document would have {size} bytes, more than the {MaxBytes} that a document can have.");
    }

    /// <summary>The length of a value as BSON.</summary>
    /// <exception cref="DocumentException">Its values are nested too deep.</exception>
    public static long SizeOf(BsonValue value) => SizeOf(value, new Place(1, ValueLimits.MaxDepth));

    private static long SizeOf(BsonValue value, Place place) => value switch
    {
        BsonDocument document => SizeOf(document, place),
        BsonArray array => SizeOf(array, place),
        BsonInt32 => 4,
        BsonString text => Text(text.Value),
        BsonNull or BsonUndefined or BsonMinKey or BsonMaxKey => 0,
        BsonBoolean => 1,
        BsonObjectId => 12,
        BsonDecimal128 => 16,
        BsonBinaryData binary => 5 + binary.Bytes.Length + ((byte)binary.SubType == OldBinary ? 4 : 0),
        BsonRegularExpression regex => Name(regex.Pattern) + Name(regex.Options),
        BsonSymbol symbol => Text(symbol.Name),
        BsonJavaScriptWithScope code => 4 + Text(code.Code) + SizeOf(code.Scope, place.Below),
        BsonJavaScript code => Text(code.Code),
        _ => 8,      // double, date, timestamp, integer of 64 bits
    };

    private static long SizeOf(BsonDocument document, Place place)
    {
        CheckDepth(document.ElementCount, place);
        long size = 5;
        for (int i = 0; i < document.ElementCount; i++)
        {
            BsonElement element = document.GetElement(i);
            if (!IsName(element.Name))
                throw DocumentException.BadValue("A field name must be valid Unicode, and may not contain a null byte");
            size += 1 + Name(element.Name) + SizeOf(element.Value, place.Below);
        }
        return size;
    }

    private static long SizeOf(BsonArray array, Place place)
    {
        CheckDepth(array.Count, place);
        long size = 5;
        for (int i = 0, digits = 1, limit = 10; i < array.Count; i++)
        {
            if (i == limit) (digits, limit) = (digits + 1, limit * 10);
            size += 2 + digits + SizeOf(array[i], place.Below);
        }
        return size;
    }

    private static void CheckDepth(int count, Place place)
    {
        if (place.Depth > place.Most && count > 0)
            throw DocumentException.Numbered(15, $"Document exceeds maximum nesting depth of {place.Most}");
    }

    private static bool IsName(string name) =>
        !name.Contains('\0') && (name.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 || UnicodeText.WellFormed(name) == name);

    private static int Text(string text) => 5 + Encoding.UTF8.GetByteCount(text);

    private static int Name(string name) => 1 + Encoding.UTF8.GetByteCount(name);

    /// <summary>How deep a value is, and how deep any may be.</summary>
    private readonly record struct Place(int Depth, int Most)
    {
        public Place Below => this with { Depth = Depth + 1 };
    }
}
