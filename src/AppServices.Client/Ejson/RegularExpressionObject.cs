using System.Text.Json;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary><c>{"$regularExpression":{"pattern":"^a","options":"im"}}</c>.</summary>
internal static class RegularExpressionObject
{
    public static BsonRegularExpression Read(ref Utf8JsonReader reader)
    {
        Tokens.NextObject(ref reader, "$regularExpression", "{\"pattern\":\"...\",\"options\":\"...\"}");
        string? pattern = null, options = null;
        while (Tokens.NextField(ref reader))
        {
            if (pattern is null && JsonText.Is(ref reader, "pattern"u8)) pattern = NextText(ref reader, "pattern");
            else if (options is null && JsonText.Is(ref reader, "options"u8)) options = NextText(ref reader, "options");
            else throw Tokens.Extra(ref reader, "$regularExpression");
        }

        if (pattern is null) throw Tokens.Missing(ref reader, "$regularExpression", "pattern");
        return options is null
            ? throw Tokens.Missing(ref reader, "$regularExpression", "options")
            : new BsonRegularExpression(pattern, options);
    }

    /// <summary>The next token, a string without null characters.</summary>
    public static string NextText(ref Utf8JsonReader reader, string owner)
    {
        Tokens.NextString(ref reader, owner, "a string");
        string text = JsonText.String(ref reader);
        return text.IndexOf('\0') < 0 ? text : throw Tokens.Fail(ref reader, $"\"{owner}\" of a regular expression cannot hold a null character.");
    }
}
