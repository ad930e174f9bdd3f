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
        if (settings.Field("url") is not { } url) return new PushSettings();
        return Uri.TryCreate(url.Text(), UriKind.Absolute, out Uri? address) && address is { Scheme: "http" or "https", PathAndQuery: "/" }
            ? new PushSettings { Url = address }
            : throw url.Wrong("an address such as https://fcm.googleapis.com is expected");
    }
}
