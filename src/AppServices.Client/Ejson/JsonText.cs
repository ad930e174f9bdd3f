using System;
using System.Text;
using System.Text.Json;

namespace AppServices.Ejson;

/// <summary>Reads the text of the token that a reader stands on.</summary>
internal static class JsonText
{
    /// <summary>The string or property name, decoded.</summary>
    /// <exception cref="EjsonException">The bytes are not UTF-8, or an escape sequence is half of a pair.</exception>
    public static string String(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new EjsonException("The text is not valid Unicode.", reader.TokenStartIndex, error);
        }
    }

    /// <summary>The decoded bytes of the string or property name, or the digits of a number.</summary>
    /// <exception cref="EjsonException">As for <see cref="String"/>.</exception>
    public static ReadOnlySpan<byte> Utf8(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Copy(ref reader) : reader.ValueSpan;

    /// <summary>Whether the string or property name is <paramref name="text"/>.</summary>
    /// <exception cref="EjsonException">As for <see cref="String"/>.</exception>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> text) => Utf8(ref reader).SequenceEqual(text);

    /// <summary>A short quotation for error messages.</summary>
    public static string Quote(ReadOnlySpan<byte> text)
    {
        const int maxBytes = 40;
        string start = Encoding.UTF8.GetString(text.Slice(0, Math.Min(text.Length, maxBytes)).ToArray());
        return text.Length > maxBytes ? $"\"{start}\"... ({text.Length} bytes)" : $"\"{start}\"";
    }

    /// <summary>What the token is, for error messages.</summary>
    public static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.EndObject => "the end of the object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndArray => "the end of the array",
        JsonTokenType.PropertyName => "a field name",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };

    private static byte[] Copy(ref Utf8JsonReader reader)
    {
        byte[] escaped = new byte[reader.ValueSpan.Length];
        try
        {
            return escaped.AsSpan(0, reader.CopyString(escaped)).ToArray();
        }
        catch (InvalidOperationException error)
        {
            throw new EjsonException("The text is not valid Unicode.", reader.TokenStartIndex, error);
        }
    }
}
