using System.Text.Json;

namespace AppServices.Ejson;

/// <summary>A number without a type, as relaxed Extended JSON has them: the smallest type that fits (client-api 12.2).</summary>
internal static class PlainNumber
{
    public static object Read(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt32(out int small)) return Boxes.Int32(small);
        if (reader.TryGetInt64(out long large)) return large;
        return DoubleText.TryParse(JsonText.Utf8(ref reader), out double value)
            ? value
            : throw Tokens.Fail(ref reader, "The number is too large for a double.");
    }
}
