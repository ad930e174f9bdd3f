using System.Text.Json;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary><c>{"$timestamp":{"t":1700000000,"i":1}}</c>.</summary>
internal static class TimestampObject
{
    public static object Read(ref Utf8JsonReader reader)
    {
        Tokens.NextObject(ref reader, "$timestamp", "{\"t\":seconds,\"i\":increment}");
        long seconds = -1, increment = -1;
        while (Tokens.NextField(ref reader))
        {
            if (seconds < 0 && JsonText.Is(ref reader, "t"u8)) seconds = NextUnsigned(ref reader, "t");
            else if (increment < 0 && JsonText.Is(ref reader, "i"u8)) increment = NextUnsigned(ref reader, "i");
            else throw Tokens.Extra(ref reader, "$timestamp");
        }

        if (seconds < 0) throw Tokens.Missing(ref reader, "$timestamp", "t");
        if (increment < 0) throw Tokens.Missing(ref reader, "$timestamp", "i");
        return new BsonTimestamp((uint)seconds, (uint)increment);
    }

    private static long NextUnsigned(ref Utf8JsonReader reader, string owner)
    {
        const string meaning = "a whole number from 0 to 4294967295";
        long number = WholeNumber.Next(ref reader, owner, meaning);
        return number is >= 0 and <= uint.MaxValue ? number : throw Tokens.Fail(ref reader, $"\"{owner}\" needs {meaning}, not {number}.");
    }
}
