using System;
using AppServices.Mql.Paths;
using AppServices.Mql.Values;

namespace AppServices.Mql.Updates.Tree;

/// <summary>A node with the name of its field.</summary>
/// <param name="Name">The name.</param>
/// <param name="Index">The name as the place in an array; -1 when it is no number.</param>
/// <param name="Node">The node.</param>
internal readonly record struct FieldChild(string Name, int Index, UpdateNode Node)
{
    public FieldChild(string name, UpdateNode node)
        : this(name, PathValues.TryIndex(name, int.MaxValue, out int index) ? index : -1, node)
    {
    }

    /// <summary>
    /// The order in which new fields are made: as texts, but numbers by their value and before all that begin with a digit.
    /// </summary>
    public static int Compare(FieldChild one, FieldChild other) => (one.Index >= 0, other.Index >= 0) switch
    {
        (true, true) => one.Index.CompareTo(other.Index),
        (true, false) when char.IsAsciiDigit(other.Name[0]) => -1,
        (false, true) when char.IsAsciiDigit(one.Name[0]) => 1,
        _ => TextOrder.Compare(one.Name, other.Name),
    };

    /// <summary>Puts a child among sorted ones, where it joins one of the same name.</summary>
    /// <exception cref="DocumentException">The two cannot both be.</exception>
    public static FieldChild[] Insert(FieldChild[] sorted, FieldChild child, string place)
    {
        int same = Array.FindIndex(sorted, other => other.Name == child.Name);
        if (same >= 0)
        {
            FieldChild[] joined = [.. sorted];
            joined[same] = child with { Node = sorted[same].Node.Merge(child.Node, place) };
            return joined;
        }
        int at = Array.FindIndex(sorted, other => Compare(other, child) > 0);
        return at < 0 ? [.. sorted, child] : [.. sorted[..at], child, .. sorted[at..]];
    }
}
