using AppServices.Server.AppConfig;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Settings;

/// <summary>What the server writes to its own log, and how much of the log of each app is kept. Source: admin-api 6.2.</summary>
/// <param name="Days">How old an entry of an app's log gets.</param>
/// <param name="Megabytes">How much the entries of an app take; the oldest make room.</param>
internal sealed record LogSettings(int Days = 10, int Megabytes = 32)
{
    /// <summary>What is too unimportant for the server's own log.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>
    /// How many lines a second the server's own log gets at most, in the long run; warnings and errors have as many again.
    /// </summary>
    public int LinesPerSecond { get; init; } = 100;

    /// <param name="settings">The field <c>logs</c> of the operator's file.</param>
    /// <exception cref="ConfigurationException">Something in it is unknown or wrong.</exception>
    public static LogSettings Read(ConfigFile settings)
    {
        settings.ExpectOnly("days", "megabytes", "level", "linesPerSecond");
        var byDefault = new LogSettings();
        return new LogSettings(settings.Count("days") ?? byDefault.Days, settings.Count("megabytes") ?? byDefault.Megabytes)
        {
            Level = settings.Field("level") is { } level ? ToLevel(level) : byDefault.Level,
            LinesPerSecond = settings.Count("linesPerSecond") ?? byDefault.LinesPerSecond,
        };
    }

    private static LogLevel ToLevel(ConfigFile level) => level.Text() switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => throw level.Wrong("debug, info, warn or error is expected"),
    };
}
