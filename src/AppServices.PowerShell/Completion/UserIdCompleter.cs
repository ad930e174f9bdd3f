using System.Collections;
using System.Collections.Generic;
using System.Linq;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>Ids of the users this process knows, the most recently used first.</summary>
public sealed class UserIdCompleter : MemoryCompleter
{
    internal static string Describe(AppUser user) => $"{user.ProviderType} user of {user.AppId}, {user.State}";

    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        ModuleState.Users.All.Select(user => (user.Id, Describe(user)));
}
