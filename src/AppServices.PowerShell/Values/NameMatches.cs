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
        this Cmdlet cmdlet, IReadOnlyList<T> items, Func<T, string> nameOf, string[] names, Func<string, ErrorRecord> notFound)
    {
        foreach (string name in names)
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            T[] matches = items.Where(item => pattern.IsMatch(nameOf(item))).ToArray();
            cmdlet.WriteObject(matches, enumerateCollection: true);
            if (matches.Length == 0 && !WildcardPattern.ContainsWildcardCharacters(name)) cmdlet.WriteError(notFound(name));
        }
    }
}
