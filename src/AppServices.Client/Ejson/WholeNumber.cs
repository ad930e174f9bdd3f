using System.Text.Json;

namespace AppServices.Ejson;

/// <summary>A JSON integer inside a type object, which may itself have been written as a type object (client-api 12.3).</summary>
internal static class WholeNumber
{
    /// <summary>Goes to the next token, a number.</summary>
    public static long Next(ref Utf8JsonReader reader, string owner, string meaning)
    {
        Tokens.Next(ref reader);
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number)) return number;
        if (reader.TokenType != JsonTokenType.StartObject) throw Tokens.Needs(ref reader, owner, meaning);

        if (!Tokens.NextField(ref reader)) throw Tokens.Needs(ref reader, owner, meaning);
        string inner = JsonText.Is(ref reader, "$numberInt"u8) ? "$numberInt"
            : JsonText.Is(ref reader, "$numberLong"u8) ? "$numberLong"
            : throw Tokens.Extra(ref reader, owner);
        number = TypeObject.Integer(ref reader, inner, long.MinValue, long.MaxValue);
        Tokens.End(ref reader, inner);
        return number;
    }
}
