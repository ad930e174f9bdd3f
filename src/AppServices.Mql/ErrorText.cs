using System;
using MongoDB.Bson;
using MongoDB.Bson.IO;

namespace AppServices.Mql;

/// <summary>Values as error messages show them.</summary>
internal static class ErrorText
{
    private const int MaxLetters = 200;

    private static readonly JsonWriterSettings s_settings =
        new() { OutputMode = JsonOutputMode.Shell, MaxSerializationDepth = 2 * ValueLimits.MaxDepth };

    /// <summary>A value as the shell writes it, cut where it is long.</summary>
    public static string Of(BsonValue value)
    {
        string text = value.ToJson(s_settings);
        return text.Length <= MaxLetters ? text : $"{text.AsSpan(0, MaxLetters)}...";
    }

    /// <summary>Which document it is.</summary>
    public static string IdOf(BsonDocument document) => document.TryGetValue("_id", out BsonValue id) ? $"{{_id: {Of(id)}}}" : "{no id}";
}
