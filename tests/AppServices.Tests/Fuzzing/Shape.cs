using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace AppServices.Tests.Fuzzing;

/// <summary>JSON as a tree that is cheap to take apart and to write; its leaves are texts, which need not be JSON.</summary>
internal abstract record Shape
{
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 1000 };

    /// <summary>How many shapes there are in this one, with itself.</summary>
    public abstract int Count { get; }

    public static Shape Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json, s_reading);
        return Of(document.RootElement);
    }

    public abstract void Write(StringBuilder text);

    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    /// <summary>The shape at a place, in the order of writing: 0 is this one.</summary>
    public abstract Shape At(int place);

    /// <summary>The same with another shape at a place.</summary>
    public abstract Shape With(int place, Shape other);

    private static Shape Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new Group([.. value.EnumerateObject().Select(field => new Member(Leaf.Text(field.Name), Of(field.Value)))], IsObject: true),
        JsonValueKind.Array => new Group([.. value.EnumerateArray().Select(item => new Member(null, Of(item)))], IsObject: false),
        _ => new Leaf(value.GetRawText()),
    };
}

/// <summary>A text.</summary>
internal sealed record Leaf(string Json) : Shape
{
    public override int Count => 1;

    /// <summary>A text as JSON has it.</summary>
    public static string Text(string text) => JsonSerializer.Serialize(text);

    public override void Write(StringBuilder text) => text.Append(Json);

    public override Shape At(int place) => this;

    public override Shape With(int place, Shape other) => other;
}

/// <summary>A value of a group, and in an object its name as JSON; null for members that bring their names with them.</summary>
internal readonly record struct Member(string? Name, Shape Value);

/// <summary>An object or an array.</summary>
internal sealed record Group(IReadOnlyList<Member> Members, bool IsObject) : Shape
{
    public override int Count { get; } = 1 + Members.Sum(member => member.Value.Count);

    public override void Write(StringBuilder text)
    {
        text.Append(IsObject ? '{' : '[');
        for (int i = 0; i < Members.Count; i++)
        {
            if (i > 0) text.Append(',');
            if (Members[i].Name is { } name) text.Append(name).Append(':');
            Members[i].Value.Write(text);
        }
        text.Append(IsObject ? '}' : ']');
    }

    public override Shape At(int place)
    {
        if (place == 0) return this;
        (int index, int within) = Find(place);
        return Members[index].Value.At(within);
    }

    public override Shape With(int place, Shape other)
    {
        if (place == 0) return other;
        (int index, int within) = Find(place);
        Member[] members = [.. Members];
        members[index] = members[index] with { Value = members[index].Value.With(within, other) };
        return new Group(members, IsObject);
    }

    private (int Index, int Within) Find(int place)
    {
        int left = place - 1;
        for (int i = 0; i < Members.Count; i++)
        {
            int count = Members[i].Value.Count;
            if (left < count) return (i, left);
            left -= count;
        }
        throw new ArgumentOutOfRangeException(nameof(place));
    }
}
