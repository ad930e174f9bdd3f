using System;
using System.Globalization;
using System.Text;
using AppServices.Bson;
using AppServices.Ejson;

namespace AppServices.Files;

/// <summary>
/// Values as texts of cells. A text is itself, unless it could be taken for something else: then it is a JSON string. Whole numbers
/// of 32 bits, fractions, <c>true</c>, <c>false</c> and <c>null</c> are written as in JSON, all else as Extended JSON, which tells the
/// type. An empty cell is a field that is not there.
/// </summary>
internal static class CsvCell
{
    private static readonly EjsonWriter s_canonical = new();
    private static readonly EjsonWriter s_relaxed = new(EjsonMode.Relaxed);
    private static readonly EjsonReader s_reader = new();

    /// <summary>The text of a value.</summary>
    /// <exception cref="EjsonException">The value has no form in Extended JSON.</exception>
    public static string Write(object? value, EjsonMode mode) => value switch
    {
        string text =>
            text.Length > 0 && (mode == EjsonMode.Relaxed || ReferenceEquals(Read(text), text)) ? text : EjsonConvert.Serialize(text),
        null or bool or int => EjsonConvert.Serialize(value, s_relaxed),
        double number when !double.IsNaN(number) && !double.IsInfinity(number) =>
            EjsonConvert.Serialize(number, s_relaxed),
        _ when mode == EjsonMode.Canonical => EjsonConvert.Serialize(value, value is DateTime ? s_relaxed : s_canonical),
        ObjectId or long or Decimal128 or Guid => value is IFormattable formattable
            ? formattable.ToString(null, CultureInfo.InvariantCulture)
            : value.ToString()!,
        DateTime date => date.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => EjsonConvert.Serialize(value, s_relaxed),
    };

    /// <summary>The value of a text; the text itself when it is no JSON.</summary>
    public static object? Read(string text)
    {
        if (IsPlain(text)) return text;
        try
        {
            return s_reader.Read(Encoding.UTF8.GetBytes(text));
        }
        catch (EjsonException)
        {
            return text;
        }
    }

    // What JSON cannot begin with is text in any case; what it can begin with is text where it is no JSON.
    private static bool IsPlain(string text) =>
        text[0] is not ((>= '0' and <= '9') or '-' or '{' or '[' or '"' or 't' or 'f' or 'n' or ' ' or '\t' or '\r' or '\n');
}
