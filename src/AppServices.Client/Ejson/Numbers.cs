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

/// <summary>Boxed values that documents are full of, made once.</summary>
internal static class Boxes
{
    private const int Min = -1;
    private const int Max = 255;
    private static readonly object[] s_integers = MakeIntegers();

    public static object True { get; } = true;

    public static object False { get; } = false;

    public static object Int32(int value) => value is >= Min and <= Max ? s_integers[value - Min] : value;

    private static object[] MakeIntegers()
    {
        object[] boxes = new object[Max - Min + 1];
        for (int i = 0; i < boxes.Length; i++) boxes[i] = i + Min;
        return boxes;
    }
}
