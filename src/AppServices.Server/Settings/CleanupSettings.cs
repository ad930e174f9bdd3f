using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>When what nobody can use any more is deleted. Source: client-api 3.10.</summary>
/// <param name="Minutes">How often it is looked for.</param>
/// <param name="AnonymousUserDays">After how many days an anonymous user is forgotten that nobody used.</param>
/// <param name="PendingUserDays">After how many days an account is forgotten whose address nobody confirmed.</param>
internal sealed record CleanupSettings(int Minutes = 60, int AnonymousUserDays = 90, int PendingUserDays = 30)
{
    /// <param name="settings">The field <c>cleanup</c> of the operator's file.</param>
    /// <exception cref="ConfigurationException">Something in it is unknown or wrong.</exception>
    public static CleanupSettings Read(ConfigFile settings)
    {
        settings.ExpectOnly("minutes", "anonymousUserDays", "pendingUserDays");
        var byDefault = new CleanupSettings();
        return new CleanupSettings(
            settings.Count("minutes") ?? byDefault.Minutes, settings.Count("anonymousUserDays") ?? byDefault.AnonymousUserDays,
            settings.Count("pendingUserDays") ?? byDefault.PendingUserDays);
    }
}
