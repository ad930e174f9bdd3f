using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AppServices.Ejson;

/// <summary>Paths such as <c>$.items[3].price</c> for error messages; worked out only once something has failed.</summary>
internal static class EjsonPath
{
    public static void AppendName(StringBuilder path, string name)
    {
        bool plain = name.Length > 0;
        foreach (char c in name) plain &= char.IsLetterOrDigit(c) || c is '_' or '$' or '-';
        if (plain) path.Append('.').Append(name);
        else path.Append("['").Append(name.Replace("\\", "\\\\").Replace("'", "\\'").Replace("\0", "\\0")).Append("']");
    }

    public static void AppendIndex(StringBuilder path, int index) =>
        path.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');

    /// <summary>Where the token at <paramref name="offset"/>, or the first malformed one, lies.</summary>
    /// <param name="replay">A copy of the reader from before the value was read.</param>
    /// <param name="offset">Where the token starts.</param>
    public static string Find(Utf8JsonReader replay, long offset)
    {
        Stack<Level> levels = new();
        try
        {
            do Step(ref replay, levels);
            while (replay.TokenStartIndex < offset && replay.Read());
        }
        catch (JsonException)
        {
            // The text is malformed from here on, which is the place that is looked for.
        }

        return Compose(levels);
    }

    private static void Step(ref Utf8JsonReader reader, Stack<Level> levels)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.None:
                return;
            case JsonTokenType.PropertyName:
                levels.Peek().Name = Name(ref reader);
                return;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                levels.Pop();
                return;
        }

        if (levels.Count > 0) levels.Peek().Index++;
        if (reader.TokenType == JsonTokenType.StartObject) levels.Push(new Level(isArray: false));
        if (reader.TokenType == JsonTokenType.StartArray) levels.Push(new Level(isArray: true));
    }

    private static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return JsonText.String(ref reader);
        }
        catch (EjsonException)
        {
            return "?";
        }
    }

    private static string Compose(Stack<Level> levels)
    {
        Level[] outermostFirst = levels.ToArray();
        Array.Reverse(outermostFirst);
        StringBuilder path = new("$");
        foreach (Level level in outermostFirst)
        {
            if (level.IsArray)
            {
                if (level.Index >= 0) AppendIndex(path, level.Index);
            }
            else if (level.Name is not null)
            {
                // What lies within a type object is part of one value for the user.
                if (TypeKeys.Find(Encoding.UTF8.GetBytes(level.Name)).IsAlwaysType()) break;
                AppendName(path, level.Name);
            }
        }

        return path.ToString();
    }

    private sealed class Level(bool isArray)
    {
        public bool IsArray { get; } = isArray;

        public int Index { get; set; } = -1;

        public string? Name { get; set; }
    }
}
