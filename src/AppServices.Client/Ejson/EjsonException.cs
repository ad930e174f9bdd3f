using System;
using System.Globalization;

namespace AppServices.Ejson;

/// <summary>A text that is no valid Extended JSON, or a value that cannot be written as such; says what, where, in which field.</summary>
public sealed class EjsonException : Exception
{
    /// <summary>An error without a place, for shapes and unfold functions to throw: reader and writer add path and position.</summary>
    /// <param name="reason">What is wrong and what to do, as a sentence.</param>
    public EjsonException(string reason)
        : this(reason, path: null, line: null, column: null, offset: null, innerException: null)
    {
    }

    /// <summary>An error without a place, with its cause.</summary>
    /// <param name="reason">What is wrong and what to do, as a sentence.</param>
    /// <param name="innerException">The cause.</param>
    public EjsonException(string reason, Exception? innerException)
        : this(reason, path: null, line: null, column: null, offset: null, innerException)
    {
    }

    /// <summary>Something is wrong with one value.</summary>
    /// <param name="reason">What, and what to do about it.</param>
    /// <param name="path">The way to the value: <c>$.sizes[1].width</c>.</param>
    /// <param name="innerException">The cause.</param>
    public EjsonException(string reason, string path, Exception? innerException)
        : this(reason, path, line: null, column: null, offset: null, innerException)
    {
    }

    internal EjsonException(string reason, long? offset, Exception? innerException = null)
        : this(reason, path: null, line: null, column: null, offset, innerException)
    {
    }

    internal EjsonException(string reason, string? path, long? line, long? column, long? offset, Exception? innerException)
        : base(Compose(reason, path, line, column, offset), innerException)
    {
        Reason = reason;
        Path = path;
        Line = line;
        Column = column;
        Offset = offset;
    }

    /// <summary>The message without the place.</summary>
    public string Reason { get; }

    /// <summary>The field, such as <c>$.items[3].price</c>; <c>$</c> is the whole value. Null until reader or writer add it.</summary>
    public string? Path { get; }

    /// <summary>Line of the input, from 1; null when writing, and when the reader saw only part of the input.</summary>
    public long? Line { get; }

    /// <summary>Byte within the line, from 1; null when <see cref="Line"/> is.</summary>
    public long? Column { get; }

    /// <summary>Byte of the input, from 0; null when writing.</summary>
    public long? Offset { get; }

    private static string Compose(string reason, string? path, long? line, long? column, long? offset)
    {
        string place = path is null ? "" : $"at {path}";
        string position = (line, offset) switch
        {
            (not null, _) => string.Format(CultureInfo.InvariantCulture, "line {0}, byte {1}", line, column),
            (null, not null) => string.Format(CultureInfo.InvariantCulture, "byte offset {0}", offset),
            _ => "",
        };
        string both = place.Length > 0 && position.Length > 0 ? $"{place}, {position}" : place + position;
        return both.Length == 0 ? reason : $"{reason} ({both})";
    }
}
