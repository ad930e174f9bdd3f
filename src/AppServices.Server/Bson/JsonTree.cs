using System;
using System.Text.Json;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Bson;

/// <summary>Documents and arrays as JSON for readers who expect plain JSON; the form decides about what they hold.</summary>
internal static class JsonTree
{
    /// <summary>Writes a document. What is undefined is left out, as <c>JSON.stringify</c> does.</summary>
    public static void WriteDocument(Utf8JsonWriter writer, BsonDocument document, Action<Utf8JsonWriter, BsonValue> write)
    {
        writer.WriteStartObject();
        foreach (BsonElement element in document)
        {
            if (element.Value is BsonUndefined) continue;
            writer.WritePropertyName(UnicodeText.WellFormed(element.Name));
            write(writer, element.Value);
        }
        writer.WriteEndObject();
    }

    /// <summary>Writes an array.</summary>
    public static void WriteArray(Utf8JsonWriter writer, BsonArray array, Action<Utf8JsonWriter, BsonValue> write)
    {
        writer.WriteStartArray();
        foreach (BsonValue item in array) write(writer, item);
        writer.WriteEndArray();
    }
}
