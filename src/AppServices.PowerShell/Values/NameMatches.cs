using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace AppServices.Values;

/// <summary>
/// What a Get- cmdlet finds by name: wildcards may match nothing, a name without any must match (cmdlets P5).
/// </summary>
internal static class NameMatches
{
    /// <summary>Writes the items that match, or for a name that matches none its error.</summary>
    public static void WriteMatches<T>(
        this Cmdlet cmdlet, IReadOnlyList<T> items, Func<T, string> nameOf, string[] names, Func<string, ErrorRecord> notFound) =>
        cmdlet.WriteMatches(items, (item, pattern) => pattern.IsMatch(nameOf(item)), names, notFound);

    /// <summary>As above, for items that have more than one name.</summary>
    public static void WriteMatches<T>(
        this Cmdlet cmdlet, IReadOnlyList<T> items, Func<T, WildcardPattern, bool> isMatch, string[] names,
        Func<string, ErrorRecord> notFound)
    {
        foreach (string name in names)
            cmdlet.WriteObject(cmdlet.FindMatches(items, isMatch, name, notFound), enumerateCollection: true);
    }

    /// <summary>The items that match a name; writes the error of one that matches none.</summary>
    public static T[] FindMatches<T>(
        this Cmdlet cmdlet, IReadOnlyList<T> items, Func<T, WildcardPattern, bool> isMatch, string name, Func<string, ErrorRecord> notFound)
    {
        WildcardPattern pattern = NamePattern.Of(name);
        T[] matches = items.Where(item => isMatch(item, pattern)).ToArray();
        if (matches.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name)) cmdlet.WriteError(notFound(name));
        return matches;
    }
}
