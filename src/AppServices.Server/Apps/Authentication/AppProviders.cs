using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace AppServices.Server.Apps.Authentication;

/// <summary>The authentication providers. Source: app-folder 2, 1.15.</summary>
/// <param name="Enabled">The enabled ones by type.</param>
/// <param name="Unreadable">The types of those whose configuration is broken, so that nobody can use them.</param>
internal sealed record AppProviders(IReadOnlyDictionary<string, ProviderSettings> Enabled, IReadOnlySet<string> Unreadable)
{
    public static AppProviders Read(string folder, AppIdentity app, TemplateExpansion templates, SecretStore secrets, Warnings warnings)
    {
        var enabled = new Dictionary<string, ProviderSettings>(StringComparer.Ordinal);
        var unreadable = new HashSet<string>(StringComparer.Ordinal);
        List<(string Name, string Path, Func<ConfigFile> Read)> entries = [];
        string path = Path.Combine(folder, "auth", "providers.json");
        if (!warnings.TryRead(path, () => entries = Entries(folder, path, templates))) unreadable.UnionWith(ProviderTypes.All);
        foreach ((string name, string file, Func<ConfigFile> read) in entries)
        {
            string type = name;
            if (!warnings.TryRead(file, () => Add(enabled, read(), app, secrets, warnings, ref type))) unreadable.Add(type);
        }
        foreach (string type in unreadable) enabled.Remove(type);
        return new AppProviders(enabled, unreadable);
    }

    private static void Add(
        Dictionary<string, ProviderSettings> enabled, ConfigFile entry, AppIdentity app, SecretStore secrets, Warnings warnings, ref string type)
    {
        type = entry.RequiredText("type");
        if (!entry.Flag("disabled") && !enabled.ContainsKey(type)) enabled.Add(type, Read(type, entry, app, secrets, warnings));
    }

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

    // The name of an entry, or of an old export's file, is its type, unless it says another one itself.
    private static List<(string Name, string Path, Func<ConfigFile> Read)> Entries(string folder, string path, TemplateExpansion templates)
    {
        if (ConfigFile.TryRead(path, templates) is { } file)
            return [.. file.Fields().Select(field => (field.Name, path, new Func<ConfigFile>(() => field.Value)))];
        string oldFolder = Path.Combine(folder, "auth_providers");
        return Path.Exists(oldFolder)
            ?
            [
                .. Directory.GetFiles(oldFolder, "*.json").Order(StringComparer.Ordinal)
                    .Select(old => (Path.GetFileNameWithoutExtension(old), old, new Func<ConfigFile>(() => ConfigFile.Read(old, templates)))),
            ]
            : [];
    }
}
