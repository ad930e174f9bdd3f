namespace AppServices;

/// <summary>
/// The API keys of a user, as the SDKs have them: Create, Fetch, FetchAll, Enable, Disable and Delete are ScriptMethods of
/// AppServices.Types.ps1xml over the cmdlets.
/// </summary>
public sealed class AppApiKeys : ScriptedObject
{
    internal AppApiKeys(AppUser user) => User = user;

    /// <summary>The user.</summary>
    public AppUser User { get; }

    /// <summary>Says whose keys these are.</summary>
    public override string ToString() => $"API keys of user {User}";
}
