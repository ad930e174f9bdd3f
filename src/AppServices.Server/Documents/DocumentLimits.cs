using System;
using System.Text;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Documents;

/// <summary>What MongoDB sets as the limits of a document: 16 MB as BSON, and values nested 100 deep.</summary>
internal static class DocumentLimits
{
    public const int MostBytes = 16 * 1024 * 1024;

    public const int MostDepth = 100;

    private const byte OldBinary = 2;      // which has its length twice

    /// <exception cref="DocumentException">The document is beyond a limit.</exception>
    public static void Check(BsonDocument document)
    {
        long size = SizeOf(document, depth: 1);
        if (size > MostBytes)
            throw new DocumentException(10334, "BSONObjectTooLarge", $"The document would have {size} bytes, more than the {MostBytes} that a document can have.");
    }

    /// <summary>The length of a value as BSON.</summary>
    /// <exception cref="DocumentException">Its values are nested too deep.</exception>
    public static long SizeOf(BsonValue value) => SizeOf(value, depth: 1);

    private static long SizeOf(BsonValue value, int depth) => value switch
    {
        BsonDocument document => SizeOf(document, depth),
        BsonArray array => SizeOf(array, depth),
        BsonInt32 => 4,
        BsonString text => Text(text.Value),
        BsonNull or BsonUndefined or BsonMinKey or BsonMaxKey => 0,
        BsonBoolean => 1,
        BsonObjectId => 12,
        BsonDecimal128 => 16,
        BsonBinaryData binary => 5 + binary.Bytes.Length + ((byte)binary.SubType == OldBinary ? 4 : 0),
        BsonRegularExpression regex => Name(regex.Pattern) + Name(regex.Options),
        BsonSymbol symbol => Text(symbol.Name),
        BsonJavaScriptWithScope code => 4 + Text(code.Code) + SizeOf(code.Scope, depth + 1),
        BsonJavaScript code => Text(code.Code),
        _ => 8,      // double, date, timestamp, integer of 64 bits
    };

    private static long SizeOf(BsonDocument document, int depth)
    {
        CheckDepth(document.ElementCount, depth);
        long size = 5;
        for (int i = 0; i < document.ElementCount; i++)
        {
            BsonElement element = document.GetElement(i);
            if (!IsName(element.Name)) throw DocumentException.BadValue("A field name must be valid Unicode, and may not contain a null byte");
            size += 1 + Name(element.Name) + SizeOf(element.Value, depth + 1);
        }
        return size;
    }

    private static long SizeOf(BsonArray array, int depth)
    {
        CheckDepth(array.Count, depth);
        long size = 5;
        for (int i = 0, digits = 1, limit = 10; i < array.Count; i++)
        {
            if (i == limit) (digits, limit) = (digits + 1, limit * 10);
            size += 2 + digits + SizeOf(array[i], depth + 1);
        }
        return size;
    }

    private static void CheckDepth(int count, int depth)
    {
        if (depth > MostDepth && count > 0)
            throw new DocumentException(15, "Overflow", $"Document exceeds maximum nesting depth of {MostDepth}");
    }

    private static bool IsName(string name) =>
        !name.Contains('\0') && (name.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 || UnicodeText.WellFormed(name) == name);

    private static int Text(string text) => 5 + Encoding.UTF8.GetByteCount(text);

    private static int Name(string name) => 1 + Encoding.UTF8.GetByteCount(name);
}
