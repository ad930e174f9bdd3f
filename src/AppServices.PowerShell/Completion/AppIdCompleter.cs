using System.Collections;
using System.Collections.Generic;
using System.Linq;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>Apps seen here: those of known users, of servers started here, and of the environment.</summary>
public sealed class AppIdCompleter : MemoryCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound)
    {
        IEnumerable<(string, string)> ofUsers = ModuleState.Users.All.Select(user => (user.AppId, $"at {user.BaseUri}"));
        IEnumerable<(string, string)> ofServers = ModuleState.Servers.All.SelectMany(server => server.AppIds.Select(id => (id, $"at {server.BaseUri}")));
        IEnumerable<(string, string)> ofEnvironment = EnvironmentSettings.AppId is { } id
            ? [(id, "$env:APPSERVICES_APP_ID")]
            : [];
        return ofUsers.Concat(ofServers).Concat(ofEnvironment);
    }
}
