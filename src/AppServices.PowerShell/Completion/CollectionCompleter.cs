using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>Names of collections that cmdlets have used: of the user given by -User, or of all known users.</summary>
public abstract class CollectionCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound)
    {
        string? owner = bound["User"]?.ToString();
        return ModuleState.Users.All
            .Where(user => owner is null || user.Id == owner)
            .SelectMany(user => user.SeenCollections.All)
            .Where(seen => Fits(bound["ServiceName"], seen.Service) && Fits(bound["Database"], seen.Database))
            .Select(seen => Choose(seen.Service, seen.Database, seen.Collection));
    }

    private protected abstract (string Text, string ToolTip) Choose(string service, string database, string collection);

    // What is being completed is among what is given, as far as it was typed.
    private static bool Fits(object? given, string name) =>
        given is null || name.StartsWith(given.ToString()!, StringComparison.OrdinalIgnoreCase);
}
