using System;
using System.Text;

namespace AppServices.Ejson;

/// <summary>
/// Extended JSON in one call, with <see cref="AppServices.Bson.BsonDocument"/>s and default limits. Keep a reader or writer for more.
/// </summary>
public static class EjsonConvert
{
    /// <summary>Reads a text that is one value.</summary>
    /// <param name="text">Canonical, relaxed or mixed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="EjsonException">The text is not valid.</exception>
    public static object? Parse(string text) => new EjsonReader().Read(text);

    /// <summary>Reads a text that is one value.</summary>
    /// <param name="utf8">Canonical, relaxed or mixed, in UTF-8.</param>
    /// <exception cref="EjsonException">The text is not valid.</exception>
    public static object? Parse(ReadOnlySpan<byte> utf8) => new EjsonReader().Read(utf8);

    /// <summary>Writes a value as text.</summary>
    /// <param name="value">See <see cref="EjsonWriter"/>.</param>
    /// <param name="mode">Canonical or relaxed.</param>
    /// <exception cref="EjsonException">The value has no form in Extended JSON.</exception>
    public static string Serialize(object? value, EjsonMode mode = EjsonMode.Canonical) => Serialize(value, new EjsonWriter(mode));

    /// <summary>Writes a value as text, with a writer of the caller's.</summary>
    /// <param name="value">The value.</param>
    /// <param name="writer">The writer.</param>
    /// <exception cref="EjsonException">The value has no form in Extended JSON.</exception>
    public static string Serialize(object? value, EjsonWriter writer)
    {
        using Utf8Buffer buffer = new();
        writer.Write(buffer, value);
        return Encoding.UTF8.GetString(buffer.Array, 0, buffer.Count);
    }
}
