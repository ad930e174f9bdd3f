using System;
using System.Text;
using System.Text.Json;

namespace AppServices.Ejson;

/// <summary>
/// Reads Extended JSON v2, canonical, relaxed or mixed, into .NET values (client-api 12): Int32 is <see cref="int"/>, Int64
/// <see cref="long"/>, Double <see cref="double"/>, Date <see cref="DateTime"/> in UTC, binary <c>byte[]</c> or <see cref="Guid"/>, the
/// rest a type of AppServices.Bson; documents and arrays are what the shape makes of them. Where a name comes twice the shape gets both.
/// One reader may be used by any number of threads, and for many texts: it remembers field names.
/// </summary>
public sealed class EjsonReader
{
    /// <summary>How deep documents and arrays may be nested unless said otherwise.</summary>
    public const int DefaultMaxDepth = 100;

    /// <summary>The greatest depth limit that may be asked for.</summary>
    public const int MaxAllowedDepth = 1000;

    // The deepest type object, a DBPointer, has three levels of its own.
    private const int LevelsOfTypeObject = 4;

    private readonly EjsonShape shape;
    private readonly int maxDepth;
    private readonly NameTable names = new();

    /// <summary>A reader.</summary>
    /// <param name="shape">Makes documents and arrays; null for <see cref="EjsonShape.Default"/>.</param>
    /// <param name="maxDepth">How deep documents and arrays may be nested, from 1 to <see cref="MaxAllowedDepth"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDepth"/> is out of range.</exception>
    public EjsonReader(EjsonShape? shape = null, int maxDepth = DefaultMaxDepth)
    {
        this.shape = shape ?? EjsonShape.Default;
        this.maxDepth = maxDepth is >= 1 and <= MaxAllowedDepth
            ? maxDepth
            : throw new ArgumentOutOfRangeException(
                nameof(maxDepth), maxDepth, $"The depth limit must lie between 1 and {MaxAllowedDepth}.");
    }

    /// <summary>Options for a <see cref="Utf8JsonReader"/> that is to be used with <see cref="ReadValue"/>.</summary>
    internal JsonReaderOptions JsonOptions => new() { MaxDepth = maxDepth + LevelsOfTypeObject };

    /// <summary>Reads a text that is one value.</summary>
    /// <param name="utf8">The text; a byte order mark is skipped.</param>
    /// <exception cref="EjsonException">The text is not JSON, or not valid Extended JSON, or nested too deep.</exception>
    public object? Read(ReadOnlySpan<byte> utf8)
    {
        int mark = utf8.StartsWith("\uFEFF"u8) ? 3 : 0;
        Utf8JsonReader reader = new(utf8.Slice(mark), JsonOptions);
        Utf8JsonReader start = reader;
        try
        {
            return Whole(ref reader);
        }
        catch (EjsonException error) when (error.Path is null)
        {
            throw ReadFailure.InText(error, start, reader.TokenStartIndex, utf8, mark);
        }
        catch (JsonException error)
        {
            throw ReadFailure.InText(error, start, utf8, mark);
        }
    }

    /// <summary>Reads a text that is one value.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="EjsonException">The text is no valid Extended JSON, or nested too deep. Positions count UTF-8 bytes.</exception>
    public object? Read(string text)
    {
        _ = text ?? throw new ArgumentNullException(nameof(text));
        try
        {
            UnicodeText.Valid(text);
        }
        catch (EjsonException error)
        {
            throw new EjsonException(error.Reason, "$", line: null, column: null, offset: null, error);
        }

        return Read(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>
    /// Reads one value out of a longer text, all of which lies in the reader's span.
    /// </summary>
    /// <param name="reader">Stands on the first token of the value (or before the first of all) and is left on its last.</param>
    /// <exception cref="EjsonException">
    /// The value is not valid. Path and position are within the value and the reader's span; the line is known for malformed JSON only.
    /// </exception>
    internal object? ReadValue(ref Utf8JsonReader reader)
    {
        Utf8JsonReader start = reader;
        try
        {
            if (reader.TokenType == JsonTokenType.None) Tokens.Next(ref reader);
            return new ReadPass(shape, names, maxDepth).Value(ref reader, 0);
        }
        catch (EjsonException error) when (error.Path is null)
        {
            throw ReadFailure.InPart(error, start, reader.TokenStartIndex);
        }
        catch (JsonException error)
        {
            throw ReadFailure.InPart(error, start);
        }
    }

    private object? Whole(ref Utf8JsonReader reader)
    {
        Tokens.Next(ref reader);
        object? value = new ReadPass(shape, names, maxDepth).Value(ref reader, 0);
        reader.Read(); // Throws when anything follows.
        return value;
    }
}
