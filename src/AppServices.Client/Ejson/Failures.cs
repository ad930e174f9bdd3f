using System;
using System.Security;
using System.Text.Json;
using System.Threading.Tasks;

namespace AppServices.Ejson;

/// <summary>Adds path and position to what went wrong while reading.</summary>
internal static class ReadFailure
{
    /// <param name="error">What went wrong.</param>
    /// <param name="start">The reader as it was before the value.</param>
    /// <param name="current">Where the reader stands, for errors that do not say where they arose.</param>
    /// <param name="utf8">The whole text.</param>
    /// <param name="mark">Length of the byte order mark, which the readers have not seen.</param>
    public static EjsonException InText(EjsonException error, Utf8JsonReader start, long current, ReadOnlySpan<byte> utf8, int mark)
    {
        long offset = error.Offset ?? current;
        ReadOnlySpan<byte> before = utf8.Slice(0, (int)Math.Min(utf8.Length, offset + mark));
        int lineStart = before.LastIndexOf((byte)'\n') + 1;
        int line = 1;
        foreach (byte b in before) line += b == '\n' ? 1 : 0;
        return new EjsonException(
            error.Reason, EjsonPath.Find(start, offset), line, before.Length - lineStart + 1, before.Length, error.InnerException);
    }

    public static EjsonException InText(JsonException error, Utf8JsonReader start, ReadOnlySpan<byte> utf8, int mark)
    {
        long line = error.LineNumber ?? 0, column = error.BytePositionInLine ?? 0;
        if (line == 0) column += mark;
        int lineStart = 0;
        for (long i = 0; i < line; i++) lineStart += utf8.Slice(lineStart).IndexOf((byte)'\n') + 1;
        return new EjsonException(Reason(error), EjsonPath.Find(start, long.MaxValue), line + 1, column + 1, lineStart + column, error);
    }

    public static EjsonException InPart(EjsonException error, Utf8JsonReader start, long current)
    {
        long offset = error.Offset ?? current;
        return new EjsonException(error.Reason, EjsonPath.Find(start, offset), line: null, column: null, offset, error.InnerException);
    }

    public static EjsonException InPart(JsonException error, Utf8JsonReader start) => new(
        Reason(error), EjsonPath.Find(start, long.MaxValue), error.LineNumber + 1, error.BytePositionInLine + 1, offset: null, error);

    private static string Reason(JsonException error)
    {
        // The library ends its messages with the position in a form of its own, counted from 0.
        int position = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string reason = position < 0 ? error.Message : error.Message.Substring(0, position);
        return $"The text is not JSON: {reason}";
    }
}

/// <summary>Says why a value has no form in Extended JSON and what to do instead.</summary>
internal static class Refusal
{
    public static EjsonException Of(object value) => new(value switch
    {
        SecureString => "A SecureString is not written, so that a secret is never sent by accident. " +
            "If it is meant to be sent, convert it to a string first.",
        Array => $"An array of more than one dimension ({value.GetType()}) has no form in Extended JSON. Make it an array of arrays.",
        Task => $"The result of an unfinished task ({value.GetType()}) cannot be written. Await it first.",
        Delegate => $"Code ({value.GetType()}) cannot be written. For JavaScript use AppServices.Bson.BsonJavaScript.",
        _ => $"A value of type {value.GetType()} has no form in Extended JSON. " +
            "Convert it to a string, a number, a date or a dictionary first.",
    });

    public static EjsonException OfKey(object key) => new(
        $"The key \"{key}\" of a dictionary is a {key.GetType()}, but names in Extended JSON are strings. Convert the key to a string.");

    public static EjsonException OfInteger(object value) => new(
        $"The {value.GetType().Name} {Shortened(value)} fits neither the 64 bits of an Int64 nor the 34 digits of a Decimal128. " +
        "Use a double or a string.");

    private static string Shortened(object number)
    {
        string text = number.ToString() ?? "";
        return text.Length <= 40 ? text : $"{text.Substring(0, 20)}... ({text.Length} digits)";
    }
}
