using System;
using System.Globalization;
using System.Text.Json;
using AppServices.Mql;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Bson;

/// <summary>
/// Writes the JSON that endpoints and the Data API answer with unless Extended JSON is asked for: every type in a form that any reader
/// of JSON knows, from which it cannot be told any more (app-folder 8.3).
/// </summary>
internal static class PlainJsonWriter
{
    /// <summary>Writes one value.</summary>
    public static void Write(Utf8JsonWriter writer, BsonValue value)
    {
        switch (value)
        {
            case BsonDocument document: JsonTree.WriteDocument(writer, document, Write); break;
            case BsonArray array: JsonTree.WriteArray(writer, array, Write); break;
            case BsonString text: WriteText(writer, text.Value); break;
            case BsonBoolean boolean: writer.WriteBooleanValue(boolean.Value); break;
            case BsonInt32 number: writer.WriteNumberValue(number.Value); break;
            case BsonInt64 number: writer.WriteNumberValue(number.Value); break;
            case BsonDouble number when double.IsFinite(number.Value): writer.WriteNumberValue(number.Value); break;
            case BsonDecimal128 number: writer.WriteStringValue(number.Value.ToString()); break;
            case BsonObjectId id: writer.WriteStringValue(id.Value.ToString()); break;
            case BsonDateTime date: WriteDate(writer, date); break;
            case BsonSymbol symbol: WriteText(writer, symbol.Name); break;
            case BsonJavaScript code: WriteText(writer, code.Code); break;
            case BsonBinaryData binary: WriteBinary(writer, binary); break;
            case BsonRegularExpression expression:
                WriteTexts(writer, ("Pattern", expression.Pattern), ("Options", expression.Options)); break;
            case BsonTimestamp timestamp: WriteTimestamp(writer, timestamp); break;
            case BsonMinKey or BsonMaxKey: WriteTexts(writer); break;
            default: writer.WriteNullValue(); break;
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string text) => writer.WriteStringValue(UnicodeText.WellFormed(text));

    private static void WriteDate(Utf8JsonWriter writer, BsonDateTime date)
    {
        if (date.IsValidDateTime)
            writer.WriteStringValue(date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        else writer.WriteNumberValue(date.MillisecondsSinceEpoch);     // no year of four digits
    }

    private static void WriteBinary(Utf8JsonWriter writer, BsonBinaryData binary)
    {
        writer.WriteStartObject();
        writer.WriteNumber("Subtype", BinarySubtypes.Of(binary));
        writer.WriteBase64String("Data", binary.Bytes);
        writer.WriteEndObject();
    }

    private static void WriteTimestamp(Utf8JsonWriter writer, BsonTimestamp timestamp)
    {
        writer.WriteStartObject();
        writer.WriteNumber("T", (uint)timestamp.Timestamp);
        writer.WriteNumber("I", (uint)timestamp.Increment);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, params ReadOnlySpan<(string Name, string Value)> fields)
    {
        writer.WriteStartObject();
        foreach ((string name, string value) in fields) writer.WriteString(name, UnicodeText.WellFormed(value));
        writer.WriteEndObject();
    }
}
