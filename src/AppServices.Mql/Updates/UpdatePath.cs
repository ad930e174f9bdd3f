using System;
using AppServices.Mql.Paths;

namespace AppServices.Mql.Updates;

/// <summary>
/// The path of a field in an update. A part may be <c>$</c>, the item that the query found, <c>$[]</c>, all items, or
/// <c>$[name]</c>, the items that an array filter takes.
/// </summary>
internal sealed class UpdatePath
{
    private readonly string[] _parts;

    /// <exception cref="DocumentException">There can be no such path.</exception>
    public UpdatePath(string text)
    {
        Text = text;
        _parts = FieldPath.Split(text);
        if (Array.IndexOf(_parts, "") >= 0) throw UpdateErrors.EmptyName(text);
        int positions = Array.FindAll(_parts, part => part == "$").Length;
        if (positions > 1) throw DocumentException.BadValue($"Too many positional (i.e. '$') elements found in path '{text}'");
        if (_parts[0] == "$")
            throw DocumentException.BadValue($"Cannot have positional (i.e. '$') element in the first position in path '{text}'");
        if (IsIdentifier(_parts[0]))
            throw DocumentException.BadValue(
                $"Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '{text}'");
        IsDynamic = positions > 0 || Array.Exists(_parts, IsIdentifier);
    }

    /// <summary>The path as it was written.</summary>
    public string Text { get; }

    public ReadOnlySpan<string> Parts => _parts;

    /// <summary>Whether the path depends on the document.</summary>
    public bool IsDynamic { get; }

    /// <summary>The first parts.</summary>
    public string Prefix(int length) => string.Join('.', _parts, 0, length);

    /// <summary>Whether one of two paths leads to the other, or both are the same.</summary>
    public bool IsOnLineOf(UpdatePath other)
    {
        int shared = Math.Min(_parts.Length, other._parts.Length);
        return _parts.AsSpan(0, shared).SequenceEqual(other._parts.AsSpan(0, shared));
    }

    /// <summary>Whether a part is <c>$[]</c> or <c>$[name]</c>.</summary>
    public static bool IsIdentifier(string part) => part is ['$', '[', .., ']'];

    /// <summary>The name in <c>$[name]</c>; empty in <c>$[]</c>.</summary>
    public static string Identifier(string part) => part[2..^1];
}
