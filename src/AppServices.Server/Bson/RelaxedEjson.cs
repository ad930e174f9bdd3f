using System;
using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MongoDB.Bson;

namespace AppServices.Server.Bson;

/// <summary>
/// Writes relaxed Extended JSON, for readers who expect plain JSON: numbers and dates of this time as everybody writes them, the rest
/// as in canonical Extended JSON. What is undefined is left out.
/// </summary>
internal static class RelaxedEjson
{
    private static readonly DateTime s_firstYear = DateTime.UnixEpoch;

    /// <summary>The value as UTF-8 text.</summary>
    public static byte[] ToUtf8(BsonValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, EjsonWriter.Options)) Write(writer, value);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, BsonValue value)
    {
        switch (value)
        {
            case BsonDocument document: JsonTree.WriteDocument(writer, document, Write); break;
            case BsonArray array: JsonTree.WriteArray(writer, array, Write); break;
            case BsonInt32 number: writer.WriteNumberValue(number.Value); break;
            case BsonInt64 number: writer.WriteNumberValue(number.Value); break;
            case BsonDouble { Value: var number } when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case BsonDateTime { IsValidDateTime: true } date when date.ToUniversalTime() >= s_firstYear:
                WriteDate(writer, date.ToUniversalTime()); break;
            case BsonUndefined: writer.WriteNullValue(); break;
            default: EjsonWriter.Write(writer, value); break;
        }
    }

    private static void WriteDate(Utf8JsonWriter writer, DateTime date)
    {
        writer.WriteStartObject();
        writer.WriteString(
            "$date",
            date.ToString(
                date.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }
}
