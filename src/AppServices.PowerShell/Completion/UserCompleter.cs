using System.Collections;
using System.Collections.Generic;
using System.Linq;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>Names and ids of the users this process knows, the most recently used first.</summary>
public sealed class UserCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        ModuleState.Users.All.SelectMany(user => new[] { user.Name, user.Id }
            .Where(text => text is not null)
            .Select(text => (text!, UserIdCompleter.Describe(user))));
}
