using System;
using System.Collections.Generic;

namespace AppServices.Ejson;

/// <summary>Reads a type object whose fields are .NET values, as JSON that something else has read before.</summary>
internal static class TypeObjectFields
{
    private static readonly EjsonReader Reader = new();

    /// <summary>The value that the fields stand for.</summary>
    /// <exception cref="EjsonException">They are not valid.</exception>
    public static object? Read(IReadOnlyList<KeyValuePair<string, object?>> fields, Func<object, object?> unfold)
    {
        // What reads JSON for scripts takes a text that looks like a date for one.
        if (fields is [{ Key: "$date", Value: { } date }] && unfold(date) is (DateTime or DateTimeOffset) and var read) return read;

        EjsonWriter plain = new(EjsonMode.Relaxed, unfold), exact = new(EjsonMode.Canonical, unfold);
        using Utf8Buffer buffer = new();
        JsonOutput json = new(buffer);
        json.Start("{"u8);
        foreach (KeyValuePair<string, object?> field in fields)
        {
            json.Name(field.Key);
            (field.Key == "$scope" ? exact : plain).Write(json, field.Value);
        }
        json.End("}"u8);
        json.Flush();

        try
        {
            return Reader.Read(buffer.Written);
        }
        catch (EjsonException error)
        {
            // The position is one in a text that nobody has seen.
            throw new EjsonException(error.Reason, error);
        }
    }
}
