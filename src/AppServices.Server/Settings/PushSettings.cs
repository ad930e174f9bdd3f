using System;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>How push messages are sent (app-folder 9).</summary>
internal sealed record PushSettings
{
    /// <summary>Where Firebase Cloud Messaging takes messages.</summary>
    public Uri Url { get; init; } = new("https://fcm.googleapis.com");

    /// <exception cref="ConfigurationException">Something is unknown or wrong.</exception>
    public static PushSettings Read(ConfigFile settings)
    {
        settings.ExpectOnly("url");
        return ServerAddress.Read(settings, "https://fcm.googleapis.com") is { } url ? new PushSettings { Url = url } : new PushSettings();
    }
}
