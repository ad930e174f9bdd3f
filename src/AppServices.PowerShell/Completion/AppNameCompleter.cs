using System.Collections;
using System.Collections.Generic;
using System.Linq;
using AppServices.State;

namespace AppServices.Completion;

/// <summary>Names in the app of the user that a command line means: -User, else the current one, else any.</summary>
public abstract class AppNameCompleter : MemoryCompleter
{
    private protected sealed override IEnumerable<(string Text, string ToolTip)> Candidates(IDictionary bound) =>
        Names(AppOf(bound["User"]?.ToString()), bound).Select(one => (one.Name, $"of {one.AppId}"));

    private protected abstract IEnumerable<(string Name, string AppId)> Names(string? appId, IDictionary bound);

    private static string? AppOf(string? user) =>
        (user is null ? CurrentUser.Get() : ModuleState.Users.Find(user) is [{ } found, ..] ? found : null)?.AppId;
}
