using System;
using System.Text.Json;

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
        return new EjsonException(error.Reason, EjsonPath.Find(start, offset), line, before.Length - lineStart + 1, before.Length, error.InnerException);
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
