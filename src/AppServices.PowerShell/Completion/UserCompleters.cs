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

/// <summary>Ids of the users this process knows, the most recently used first.</summary>
public sealed class UserIdCompleter : MemoryCompleter
{
    internal static string Describe(AppUser user) => $"{user.ProviderType} user of {user.AppId}, {user.State}";

    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        ModuleState.Users.All.Select(user => (user.Id, Describe(user)));
}

/// <summary>Names of the users this process knows, the most recently used first.</summary>
public sealed class UserNameCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        ModuleState.Users.All.Where(user => user.Name is not null).Select(user => (user.Name!, UserIdCompleter.Describe(user)));
}
