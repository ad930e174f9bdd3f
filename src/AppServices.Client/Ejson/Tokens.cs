using System.Text.Json;

namespace AppServices.Ejson;

/// <summary>Steps through the tokens of a value and says what was expected when something else comes.</summary>
internal static class Tokens
{
    /// <summary>The next token; that there is none is an error, as the value must be complete.</summary>
    public static void Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new EjsonException("The text ends in the middle of a value.", reader.BytesConsumed);
    }

    /// <summary>The next token, which must be a string.</summary>
    public static void NextString(ref Utf8JsonReader reader, string owner, string meaning)
    {
        Next(ref reader);
        if (reader.TokenType != JsonTokenType.String) throw Needs(ref reader, owner, meaning);
    }

    /// <summary>The next token, which must begin an object.</summary>
    public static void NextObject(ref Utf8JsonReader reader, string owner, string meaning)
    {
        Next(ref reader);
        if (reader.TokenType != JsonTokenType.StartObject) throw Needs(ref reader, owner, meaning);
    }

    /// <summary>Goes to the next field name of an object.</summary>
    /// <returns>False at the end of the object.</returns>
    public static bool NextField(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>The end of a type object: no field may follow.</summary>
    public static void End(ref Utf8JsonReader reader, string owner)
    {
        if (NextField(ref reader)) throw Extra(ref reader, owner);
    }

    public static EjsonException Needs(ref Utf8JsonReader reader, string owner, string meaning) =>
        Fail(ref reader, $"\"{owner}\" needs {meaning}, not {JsonText.Name(reader.TokenType)}.");

    public static EjsonException Bad(ref Utf8JsonReader reader, string owner, string meaning) =>
        Fail(ref reader, $"\"{owner}\" needs {meaning}, not {JsonText.Quote(JsonText.Utf8(ref reader))}.");

    public static EjsonException Extra(ref Utf8JsonReader reader, string owner) =>
        Fail(ref reader,
            $"The field {JsonText.Quote(JsonText.Utf8(ref reader))} is not allowed beside or in \"{owner}\", which marks a type.");

    public static EjsonException Missing(ref Utf8JsonReader reader, string owner, string field) =>
        Fail(ref reader, $"\"{owner}\" lacks the field \"{field}\".");

    public static EjsonException Fail(ref Utf8JsonReader reader, string reason) => new(reason, reader.TokenStartIndex);
}
