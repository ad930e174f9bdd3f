using System.Collections.Generic;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Features;

/// <summary>Reads apps of any configuration version, feature by feature. Source: app-folder 1.</summary>
internal sealed class AppReader(IReadOnlyList<IAppFeature> features)
{
    /// <param name="files">The app's files.</param>
    /// <param name="appId">The client app id of an export that does not say it; null when it does.</param>
    /// <param name="secrets">The values of the secrets that the app refers to.</param>
    /// <returns>The app, in which what is broken is noted, and closed.</returns>
    /// <exception cref="ConfigurationException">This is no app, or it is not known which.</exception>
    public AppDefinition Read(IAppFiles files, string? appId, SecretStore secrets)
    {
        var reading = AppReading.Begin(files, appId, secrets);
        foreach (IAppFeature feature in features)
            reading.Warnings.TryRead(reading.Files.Root, () => Read(feature, reading));
        var app = new AppDefinition(reading);
        foreach (IAppFeature feature in features) feature.Check(app, reading.Warnings);
        reading.Items.AddRange(reading.Values.Items);
        foreach (IAppFeature feature in features) reading.Items.AddRange(feature.List(app));
        reading.Items.AddRange(new UnservedParts(reading.Files).Find(reading.Items));
        foreach (IAppFeature feature in features) feature.Complete(app, reading.Items);
        return app;
    }

    private static void Read(IAppFeature feature, AppReading reading)
    {
        if (feature.Read(reading) is { } settings) reading.Add(settings);
    }
}
