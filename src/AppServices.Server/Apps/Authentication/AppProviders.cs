using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace AppServices.Server.Apps.Authentication;

/// <summary>The enabled authentication providers. Source: app-config.md 2, 1.15.</summary>
internal static class AppProviders
{
    public static Dictionary<string, ProviderSettings> Read(string folder, AppIdentity app, TemplateExpansion templates, SecretStore secrets, Warnings warnings) =>
        Entries(folder, templates)
            .Where(entry => !entry.Flag("disabled"))
            .GroupBy(entry => entry.RequiredText("type"))
            .ToDictionary(same => same.Key, same => Read(same.Key, same.First(), app, secrets, warnings));

    private static ProviderSettings Read(string type, ConfigFile entry, AppIdentity app, SecretStore secrets, Warnings warnings)
    {
        string id = StableId.Of("provider", $"{app.ClientAppId}/{type}");
        return type switch
        {
            ProviderTypes.EmailPassword => EmailPasswordSettings.Read(id, entry, app.Name, warnings),
            ProviderTypes.CustomToken => CustomTokenSettings.Read(id, entry, app.ClientAppId, secrets),
            ProviderTypes.CustomFunction => CustomFunctionSettings.Read(id, entry),
            ProviderTypes.Google or ProviderTypes.Facebook or ProviderTypes.Apple => OAuthSettings.Read(type, id, entry, secrets),
            _ => new ProviderSettings(type, id),
        };
    }

    private static IEnumerable<ConfigFile> Entries(string folder, TemplateExpansion templates)
    {
        if (ConfigFile.TryRead(Path.Combine(folder, "auth", "providers.json"), templates) is { } file)
            return file.Fields().Select(field => field.Value);
        string oldFolder = Path.Combine(folder, "auth_providers");
        return Directory.Exists(oldFolder)
            ? Directory.EnumerateFiles(oldFolder, "*.json").Order(StringComparer.Ordinal).Select(path => ConfigFile.Read(path, templates))
            : [];
    }
}
