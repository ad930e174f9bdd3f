using System;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>Where services of the types <c>aws</c> and <c>aws-ses</c> send what functions ask for (app-folder 4.13).</summary>
internal sealed record AwsSettings
{
    /// <summary>A server that stands for all of Amazon's, with buckets in the path; null for Amazon's own.</summary>
    public Uri? Url { get; init; }

    /// <exception cref="ConfigurationException">Something is unknown or wrong.</exception>
    public static AwsSettings Read(ConfigFile settings)
    {
        settings.ExpectOnly("url");
        return new AwsSettings { Url = ServerAddress.Read(settings, "http://127.0.0.1:9000") };
    }
}

/// <summary>Where services of type <c>twilio</c> send messages (app-folder 4.13).</summary>
internal sealed record TwilioSettings
{
    /// <summary>Twilio's server, or one that stands for it.</summary>
    public Uri Url { get; init; } = new("https://api.twilio.com");

    /// <exception cref="ConfigurationException">Something is unknown or wrong.</exception>
    public static TwilioSettings Read(ConfigFile settings)
    {
        settings.ExpectOnly("url");
        return ServerAddress.Read(settings, "https://api.twilio.com") is { } url ? new TwilioSettings { Url = url } : new TwilioSettings();
    }
}
