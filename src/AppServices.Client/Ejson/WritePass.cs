using System;
using System.Collections;
using System.Collections.Generic;
using System.Text;
using AppServices.Bson;

namespace AppServices.Ejson;

/// <summary>Writes one value: the recursive part of the writer, with the way from the outermost value to the current one.</summary>
internal ref struct WritePass(JsonOutput json, EjsonMode mode, Func<object, object?>? unfold, int maxDepth)
{
    private readonly ScalarWriter scalars = new(json, mode);
    private Level[] levels = [];
    private int depth;

    public void Value(object? value)
    {
        if (scalars.TryWrite(value)) return;
        object content = value!;
        if (unfold is not null && unfold(content) is var unfolded && !ReferenceEquals(unfolded, content))
        {
            if (scalars.TryWrite(unfolded)) return;
            content = unfolded!;
        }

        switch (content)
        {
            case BsonDocument document:
                Document(document, value!);
                break;
            case object?[] items:
                Array(items, value!);
                break;
            case IEnumerable<KeyValuePair<string, object?>> pairs:
                Pairs(pairs, value!);
                break;
            case IDictionary dictionary:
                Dictionary(dictionary, value!);
                break;
            case BsonJavaScriptWithScope code:
                CodeWithScope(code, value!);
                break;
            case IEnumerable sequence when sequence is not System.Array { Rank: > 1 }:
                Sequence(sequence, value!);
                break;
            default:
                throw Refusal.Of(content);
        }
    }

    /// <summary>The way to the value that is being written.</summary>
    public string Path()
    {
        StringBuilder path = new("$");
        for (int i = 0; i < depth; i++)
        {
            if (levels[i].Name is { } name) EjsonPath.AppendName(path, name);
            else if (levels[i].Index >= 0) EjsonPath.AppendIndex(path, levels[i].Index);
        }

        return path.ToString();
    }

    private void Document(BsonDocument document, object source)
    {
        Enter(source, document);
        json.Start("{"u8);
        for (int i = 0; i < document.Count; i++)
        {
            KeyValuePair<string, object?> pair = document[i];
            Name(pair.Key);
            Value(pair.Value);
        }

        json.End("}"u8);
        depth--;
    }

    private void Pairs(IEnumerable<KeyValuePair<string, object?>> pairs, object source)
    {
        Enter(source, pairs);
        json.Start("{"u8);
        foreach (KeyValuePair<string, object?> pair in pairs)
        {
            Name(pair.Key);
            Value(pair.Value);
        }

        json.End("}"u8);
        depth--;
    }

    private void Dictionary(IDictionary dictionary, object source)
    {
        Enter(source, dictionary);
        json.Start("{"u8);
        foreach (DictionaryEntry entry in dictionary)
        {
            Name(entry.Key as string ?? throw Refusal.OfKey(entry.Key));
            Value(entry.Value);
        }

        json.End("}"u8);
        depth--;
    }

    private void Array(object?[] items, object source)
    {
        Enter(source, items);
        json.Start("["u8);
        for (int i = 0; i < items.Length; i++)
        {
            levels[depth - 1].Index = i;
            Value(items[i]);
        }

        json.End("]"u8);
        depth--;
    }

    private void Sequence(IEnumerable sequence, object source)
    {
        Enter(source, sequence);
        json.Start("["u8);
        foreach (object? item in sequence)
        {
            levels[depth - 1].Index++;
            Value(item);
        }

        json.End("]"u8);
        depth--;
    }

    private void CodeWithScope(BsonJavaScriptWithScope code, object source)
    {
        Enter(source, code);
        json.Start("{\"$code\":"u8);
        json.String(code.Code);
        json.Start("\"$scope\":"u8);
        levels[depth - 1].Name = "$scope";
        Document(code.Scope, code.Scope);
        json.End("}"u8);
        depth--;
    }

    private void Name(string name)
    {
        levels[depth - 1].Name = name;
        json.Name(name);
    }

    private void Enter(object source, object content)
    {
        if (depth == maxDepth) throw TooDeep(source, content);
        if (depth == levels.Length) System.Array.Resize(ref levels, Math.Max(depth * 2, 4));
        levels[depth++] = new Level { Source = source, Content = content, Index = -1 };
    }

    /// <summary>A cycle is always too deep, so it is looked for only here; the path then ends where it closes for the first time.</summary>
    private EjsonException TooDeep(object source, object content)
    {
        for (int end = 1; end <= depth; end++)
        {
            Level level = end < depth ? levels[end] : new Level { Source = source, Content = content };
            int start = System.Array.FindIndex(
                levels, 0, end, outer => ReferenceEquals(outer.Source, level.Source) || ReferenceEquals(outer.Content, level.Content));
            if (start < 0) continue;
            depth = start;
            string outerPath = Path();
            depth = end;
            return new EjsonException(
                $"The value refers back to itself: what stands here is the same object as {outerPath}. " +
                "Extended JSON has no references; leave the field out.");
        }

        return new EjsonException(
            $"The value is nested more than {maxDepth} levels deep. Leave out what is not needed, or send the inner part as text.");
    }

    private struct Level
    {
        public object Source;
        public object Content;
        public string? Name;
        public int Index;
    }
}
