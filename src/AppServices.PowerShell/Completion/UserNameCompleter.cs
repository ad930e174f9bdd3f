using System.Collections;
using System.Collections.Generic;
using System.Linq;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>Names of the users this process knows, the most recently used first.</summary>
public sealed class UserNameCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        ModuleState.Users.All.Where(user => user.Name is not null).Select(user => (user.Name!, UserIdCompleter.Describe(user)));
}
