using System;
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AppServices.Ejson;

/// <summary>
/// Writes .NET values as Extended JSON v2 (client-api 12). Written as:
/// <list type="bullet">
/// <item>Int32: <see cref="int"/> and smaller integers; Int64: <see cref="long"/>, <see cref="uint"/>, and larger integers if they fit;
/// Double: <see cref="double"/>, <see cref="float"/>; Decimal128: <see cref="decimal"/>, and integers beyond 64 bits with up to 34
/// significant digits;</item>
/// <item>string: <see cref="string"/>, <see cref="char"/>, enumerations by name, and what has one text that its type reads again:
/// <see cref="TimeSpan"/>, times of day, <see cref="Uri"/>, <see cref="Version"/>, addresses of the network, cultures;
/// null: null and <see cref="DBNull"/>;</item>
/// <item>Date: <see cref="DateTime"/> (a local time is converted to UTC, and one that does not say is taken for local) and
/// <see cref="DateTimeOffset"/>, both cut to milliseconds; a day without a time is its midnight in UTC;</item>
/// <item>binary: <c>byte[]</c>, <see cref="Guid"/>; regular expression: <see cref="System.Text.RegularExpressions.Regex"/>;
/// the types of AppServices.Bson;</item>
/// <item>documents: dictionaries with string keys and sequences of string-keyed pairs, in their order; arrays: every other sequence.</item>
/// </list>
/// Names are written as they are, so a dictionary with the one key <c>$oid</c> is read as an ObjectId.
/// One writer may be used by any number of threads.
/// </summary>
public sealed class EjsonWriter
{
    private readonly EjsonMode mode;
    private readonly Func<object, object?>? unfold;
    private readonly int maxDepth;

    /// <summary>A writer.</summary>
    /// <param name="mode">Canonical or relaxed.</param>
    /// <param name="unfold">
    /// Called once for every value that is not plainly one of the scalars above; returns what to write in its place (a scalar,
    /// dictionary or sequence), or the value itself if it has nothing to say. May throw <see cref="EjsonException"/>, which gets the path.
    /// </param>
    /// <param name="maxDepth">How deep documents and arrays may be nested, from 1 to <see cref="EjsonReader.MaxAllowedDepth"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDepth"/> is out of range.</exception>
    public EjsonWriter(
        EjsonMode mode = EjsonMode.Canonical, Func<object, object?>? unfold = null, int maxDepth = EjsonReader.DefaultMaxDepth)
    {
        this.mode = mode;
        this.unfold = unfold;
        this.maxDepth = maxDepth is >= 1 and <= EjsonReader.MaxAllowedDepth
            ? maxDepth
            : throw new ArgumentOutOfRangeException(
                nameof(maxDepth), maxDepth, $"The depth limit must lie between 1 and {EjsonReader.MaxAllowedDepth}.");
    }

    /// <summary>
    /// Options for the <see cref="Utf8JsonWriter"/>: no more escapes than JSON demands (the text is not put into HTML), no double checking.
    /// </summary>
    public static JsonWriterOptions JsonOptions => new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = EjsonReader.MaxAllowedDepth * 3,
    };

    /// <summary>Writes a value where the JSON writer stands; flushing is up to the caller.</summary>
    /// <param name="json">Where to write; see <see cref="JsonOptions"/>. Its indentation, if it has any, is not the value's.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="EjsonException">
    /// A value has no form in Extended JSON, is a secret, refers back to itself, or is nested too deep. Nothing of it was written.
    /// </exception>
    public void Write(Utf8JsonWriter json, object? value)
    {
        using Utf8Buffer buffer = new();
        Write(buffer, value);
        (json ?? throw new ArgumentNullException(nameof(json))).WriteRawValue(buffer.Written, skipInputValidation: true);
    }

    /// <summary>Writes a value as UTF-8.</summary>
    /// <param name="output">Where to write; its memory has to lie in arrays, as that of most does.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    /// <exception cref="EjsonException">As above, but that the beginning of a long value may have been written.</exception>
    /// <exception cref="NotSupportedException">The memory of <paramref name="output"/> lies elsewhere.</exception>
    public void Write(IBufferWriter<byte> output, object? value)
    {
        JsonOutput json = new(output ?? throw new ArgumentNullException(nameof(output)));
        Write(json, value);
        json.Flush();
    }

    /// <summary>As above, among other JSON.</summary>
    internal void Write(JsonOutput json, object? value)
    {
        WritePass pass = new(json, mode, unfold, maxDepth);
        try
        {
            pass.Value(value);
        }
        catch (EjsonException error) when (error.Path is null)
        {
            throw new EjsonException(error.Reason, pass.Path(), line: null, column: null, offset: null, error.InnerException);
        }
    }
}
