using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AppServices.Mql;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Bson;

/// <summary>Writes canonical Extended JSON v2, the only form the strictest client reads (client-api 12.4).</summary>
internal static class EjsonWriter
{
    internal static JsonWriterOptions Options { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The value as UTF-8 text.</summary>
    public static byte[] ToUtf8(BsonValue value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options)) Write(writer, value);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The value as text.</summary>
    public static string ToText(BsonValue value) => Encoding.UTF8.GetString(ToUtf8(value));

    /// <summary>Writes one value.</summary>
    public static void Write(Utf8JsonWriter writer, BsonValue value)
    {
        switch (value)
        {
            case BsonDocument document: WriteDocument(writer, document); break;
            case BsonArray array: WriteArray(writer, array); break;
            case BsonString text: WriteText(writer, text.Value); break;
            case BsonBoolean boolean: writer.WriteBooleanValue(boolean.Value); break;
            case BsonNull: writer.WriteNullValue(); break;
            case BsonInt32 number: Wrap(writer, "$numberInt", number.Value.ToString(CultureInfo.InvariantCulture)); break;
            case BsonInt64 number: Wrap(writer, "$numberLong", number.Value.ToString(CultureInfo.InvariantCulture)); break;
            case BsonDouble number: Wrap(writer, "$numberDouble", DoubleText.Format(number.Value)); break;
            case BsonDecimal128 number: Wrap(writer, "$numberDecimal", number.Value.ToString()); break;
            case BsonObjectId id: Wrap(writer, "$oid", id.Value.ToString()); break;
            case BsonSymbol symbol: Wrap(writer, "$symbol", symbol.Name); break;
            case BsonDateTime date: Open(writer, "$date", date.MillisecondsSinceEpoch, WriteLong); break;
            case BsonBinaryData binary: Open(writer, "$binary", binary, WriteBinary); break;
            case BsonRegularExpression expression: Open(writer, "$regularExpression", expression, WriteRegularExpression); break;
            case BsonTimestamp timestamp: Open(writer, "$timestamp", timestamp, WriteTimestamp); break;
            case BsonJavaScriptWithScope code: WriteCode(writer, code); break;
            case BsonJavaScript code: Wrap(writer, "$code", code.Code); break;
            case BsonMinKey: Open(writer, "$minKey", 1, static (w, one) => w.WriteNumberValue(one)); break;
            case BsonMaxKey: Open(writer, "$maxKey", 1, static (w, one) => w.WriteNumberValue(one)); break;
            case BsonUndefined: Open(writer, "$undefined", true, static (w, yes) => w.WriteBooleanValue(yes)); break;
            default: throw new ArgumentException($"a BSON value of type {value.BsonType} has no Extended JSON form", nameof(value));
        }
    }

    private static void WriteDocument(Utf8JsonWriter writer, BsonDocument document)
    {
        writer.WriteStartObject();
        for (int i = 0; i < document.ElementCount; i++)
        {
            BsonElement element = document.GetElement(i);
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

    private static void Wrap(Utf8JsonWriter writer, string key, string text) => Open(writer, key, text, WriteText);

    private static void Open<T>(Utf8JsonWriter writer, string key, T value, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(key);
        write(writer, value);
        writer.WriteEndObject();
    }

    private static void WriteLong(Utf8JsonWriter writer, long value) =>
        Wrap(writer, "$numberLong", value.ToString(CultureInfo.InvariantCulture));

    private static void WriteBinary(Utf8JsonWriter writer, BsonBinaryData binary)
    {
        writer.WriteStartObject();
        writer.WriteBase64String("base64", binary.Bytes);
        writer.WriteString("subType", BinarySubtypes.Of(binary).ToString("x2", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    private static void WriteRegularExpression(Utf8JsonWriter writer, BsonRegularExpression expression)
    {
        writer.WriteStartObject();
        writer.WriteString("pattern", UnicodeText.WellFormed(expression.Pattern));
        writer.WriteString("options", UnicodeText.WellFormed(expression.Options));
        writer.WriteEndObject();
    }

    private static void WriteTimestamp(Utf8JsonWriter writer, BsonTimestamp timestamp)
    {
        writer.WriteStartObject();
        writer.WriteNumber("t", (uint)timestamp.Timestamp);
        writer.WriteNumber("i", (uint)timestamp.Increment);
        writer.WriteEndObject();
    }

    private static void WriteCode(Utf8JsonWriter writer, BsonJavaScriptWithScope code)
    {
        writer.WriteStartObject();
        writer.WriteString("$code", UnicodeText.WellFormed(code.Code));
        writer.WritePropertyName("$scope");
        WriteDocument(writer, code.Scope);
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string text) => writer.WriteStringValue(UnicodeText.WellFormed(text));
}
