using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>How much of the log of each app is kept. Source: admin-api 6.2.</summary>
/// <param name="Days">How old an entry gets.</param>
/// <param name="Megabytes">How much the entries of an app take; the oldest make room.</param>
internal sealed record LogSettings(int Days = 10, int Megabytes = 32)
{
    /// <param name="settings">The field <c>logs</c> of the operator's file.</param>
    /// <exception cref="ConfigurationException">Something in it is unknown or wrong.</exception>
    public static LogSettings Read(ConfigFile settings)
    {
        settings.ExpectOnly("days", "megabytes");
        var byDefault = new LogSettings();
        return new LogSettings(settings.Count("days") ?? byDefault.Days, settings.Count("megabytes") ?? byDefault.Megabytes);
    }
}
