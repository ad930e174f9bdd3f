using System;
using System.Globalization;
using System.Text.Json;
using AppServices.Mql;
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
            case BsonDocument document: WriteDocument(writer, document); break;
            case BsonArray array: WriteArray(writer, array); break;
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
                WritePair(writer, ("Pattern", expression.Pattern), ("Options", expression.Options)); break;
            case BsonTimestamp timestamp: WriteTimestamp(writer, timestamp); break;
            case BsonMinKey or BsonMaxKey: WriteDocument(writer, []); break;
            default: writer.WriteNullValue(); break;
        }
    }

    private static void WriteDocument(Utf8JsonWriter writer, BsonDocument document)
    {
        writer.WriteStartObject();
        foreach (BsonElement element in document)
        {
            if (element.Value is BsonUndefined) continue;       // as JSON.stringify leaves it out
            writer.WritePropertyName(UnicodeText.WellFormed(element.Name));
            Write(writer, element.Value);
        }
        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, BsonArray array)
    {
        writer.WriteStartArray();
        foreach (BsonValue item in array) Write(writer, item);
        writer.WriteEndArray();
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
        writer.WriteNumber("Subtype", (byte)binary.SubType);
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

    private static void WritePair(Utf8JsonWriter writer, params ReadOnlySpan<(string Name, string Value)> fields)
    {
        writer.WriteStartObject();
        foreach ((string name, string value) in fields) writer.WriteString(name, UnicodeText.WellFormed(value));
        writer.WriteEndObject();
    }
}
