using System;
using System.Text.Json;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary><c>{"$date":{"$numberLong":"..."}}</c> and <c>{"$date":"2023-11-14T22:13:20Z"}</c>.</summary>
internal static class DateObject
{
    public static object Read(ref Utf8JsonReader reader)
    {
        const string meaning = "an ISO 8601 text or {\"$numberLong\":\"milliseconds\"}";
        Tokens.Next(ref reader);
        if (reader.TokenType == JsonTokenType.String)
        {
            return IsoDate.TryParse(JsonText.Utf8(ref reader), out DateTime date)
                ? date
                : throw Tokens.Bad(ref reader, "$date", "a date with time and zone such as 2023-11-14T22:13:20.123Z");
        }

        if (reader.TokenType != JsonTokenType.StartObject || !Tokens.NextField(ref reader)) throw Tokens.Needs(ref reader, "$date", meaning);
        if (!JsonText.Is(ref reader, "$numberLong"u8)) throw Tokens.Extra(ref reader, "$date");
        BsonDateTime stored = new(TypeObject.Integer(ref reader, "$numberLong", long.MinValue, long.MaxValue));
        Tokens.End(ref reader, "$numberLong");
        return stored.TryToDateTime(out DateTime value) ? value : stored;
    }
}
