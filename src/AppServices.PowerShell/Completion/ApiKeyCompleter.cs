using System.Collections;
using System.Collections.Generic;
using System.Linq;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>API keys that cmdlets have shown: of the user given by -User, or of all known users.</summary>
public abstract class ApiKeyCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound)
    {
        string? owner = bound["User"]?.ToString();
        return ModuleState.Users.All
            .Where(user => owner is null || user.Id == owner)
            .SelectMany(user => user.SeenApiKeys.All)
            .Select(key => Choose(key.Id, key.Name));
    }

    private protected abstract (string Text, string ToolTip) Choose(string id, string name);
}
