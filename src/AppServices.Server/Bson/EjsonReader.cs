using System;
using System.Text.Json;
using MongoDB.Bson;

namespace AppServices.Server.Bson;

/// <summary>
/// Reads Extended JSON v2: canonical, relaxed, the legacy forms parsers should accept (client-api 12.2), and what
/// realm-web makes of a value by serialising it twice (12.3). <c>$dbPointer</c> stays the document it is written as,
/// because the driver's value model has no type for it.
/// </summary>
internal static class EjsonReader
{
    /// <summary>The deepest nesting of documents and arrays that is read.</summary>
    public const int MaxDepth = 200;

    // A type object may stand in the innermost value: {"$timestamp":{"t":{"$numberInt":"1"}}} is three levels.
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaxDepth + 4 };

    /// <summary>Reads one value, which must be all of the text.</summary>
    /// <exception cref="EjsonFormatException">The text is not JSON, or a type object in it is wrong.</exception>
    public static BsonValue Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, s_options);
        try
        {
            reader.Read();
            BsonValue value = ReadValue(ref reader, 0);
            return reader.Read() ? throw Wrong(ref reader, "only one value is expected") : value;
        }
        catch (JsonException error)
        {
            throw new EjsonFormatException($"invalid JSON: {FirstSentence(error.Message)}", reader.BytesConsumed, error);
        }
        catch (InvalidOperationException error)
        {
            // Utf8JsonReader finds broken UTF-8 and lone surrogates only when a string is taken out.
            throw new EjsonFormatException("a string is not valid Unicode text", reader.TokenStartIndex, error);
        }
    }

    private static BsonValue ReadValue(ref Utf8JsonReader reader, int depth) => reader.TokenType switch
    {
        JsonTokenType.String => new BsonString(reader.GetString()!),
        JsonTokenType.Number => ReadNumber(ref reader),
        JsonTokenType.True => BsonBoolean.True,
        JsonTokenType.False => BsonBoolean.False,
        JsonTokenType.Null => BsonNull.Value,
        JsonTokenType.StartArray => depth < MaxDepth ? ReadArray(ref reader, depth + 1) : throw TooDeep(reader.TokenStartIndex),
        _ => ReadObject(ref reader, depth + 1),
    };

    private static BsonValue ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
        {
            if (reader.TryGetInt32(out int narrow)) return new BsonInt32(narrow);
            if (reader.TryGetInt64(out long wide)) return new BsonInt64(wide);
        }

        double number = reader.GetDouble();
        return double.IsFinite(number) ? new BsonDouble(number) : throw Wrong(ref reader, "the number is too large for a double");
    }

    private static BsonArray ReadArray(ref Utf8JsonReader reader, int depth)
    {
        var array = new BsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) array.Add(ReadValue(ref reader, depth));
        return array;
    }

    private static BsonValue ReadObject(ref Utf8JsonReader reader, int depth)
    {
        long start = reader.TokenStartIndex;
        var document = new BsonDocument();
        bool mayBeType = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            if (name.Contains('\0')) throw Wrong(ref reader, "a name in a document may not contain a null character");
            mayBeType |= name.StartsWith('$');
            reader.Read();
            if (mayBeType && document.ElementCount == 0 && reader.TokenType == JsonTokenType.String && PlainTypes.IsKey(name))
                return ReadPlainType(ref reader, name, start);

            // What these have in them is a part of their value, and neither is a level.
            bool isPart = document.ElementCount == 0 && name is "$timestamp" or "$binary" or "$regularExpression";
            document[name] = ReadValue(ref reader, isPart ? depth - 2 : depth);
        }

        try
        {
            BsonValue value = mayBeType ? TypeObjects.Resolve(document) : document;
            // Only now it is known whether it is a level, or a value of another type.
            return value is BsonDocument && depth > MaxDepth ? throw TooDeep(start) : value;
        }
        catch (FormatException error)
        {
            throw new EjsonFormatException(error.Message, start, error);
        }
    }

    /// <summary>The commonest type objects, <c>{"$numberInt":"1"}</c> and its like, without a document in between.</summary>
    private static BsonValue ReadPlainType(ref Utf8JsonReader reader, string key, long start)
    {
        BsonValue? value = PlainTypes.Parse(key, reader.GetString()!)
            ?? throw new EjsonFormatException($"the value of {key} is not valid", start);
        reader.Read();
        return reader.TokenType == JsonTokenType.EndObject
            ? value
            : throw new EjsonFormatException($"an object with {key} may have no other keys", start);
    }

    private static EjsonFormatException TooDeep(long at) => new($"values are nested deeper than {MaxDepth} levels", at);

    private static EjsonFormatException Wrong(ref Utf8JsonReader reader, string message) => new(message, reader.TokenStartIndex);

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
