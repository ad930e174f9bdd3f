using System;
using System.Buffers;
using System.Collections.Generic;

namespace AppServices.Mql.Pipelines;

/// <summary>A collection of a database.</summary>
internal sealed record Namespace(string Database, string Name)
{
    private static readonly SearchValues<char> s_notInDatabase = SearchValues.Create("/\\. \"$\0");

    /// <summary>The databases that MongoDB keeps for itself.</summary>
    public static IReadOnlyList<string> ReservedDatabases { get; } = ["admin", "config", "local"];

    /// <summary>Whether a database can have such a name, as far as its characters go.</summary>
    public static bool CanBeDatabase(string name) => !name.AsSpan().ContainsAny(s_notInDatabase);

    public override string ToString() => $"{Database}.{Name}";
}
