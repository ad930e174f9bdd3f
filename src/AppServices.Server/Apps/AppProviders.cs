using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace AppServices.Server.Apps;

/// <summary>The enabled authentication providers. Source: app-config.md 2, 1.15.</summary>
internal static class AppProviders
{
    public static Dictionary<string, ProviderSettings> Read(string folder, string appId, TemplateExpansion templates) =>
        Entries(folder, templates)
            .Where(entry => !entry.Flag("disabled"))
            .Select(entry => new ProviderSettings(entry.RequiredText("type"), StableId.Of("provider", $"{appId}/{entry.RequiredText("type")}"), entry))
            .GroupBy(provider => provider.Type)
            .ToDictionary(same => same.Key, same => same.First());

    private static IEnumerable<ConfigFile> Entries(string folder, TemplateExpansion templates)
    {
        if (ConfigFile.TryRead(Path.Combine(folder, "auth", "providers.json"), templates) is { } file)
            return file.Fields().Select(field => field.Value);
        string oldFolder = Path.Combine(folder, "auth_providers");
        return Directory.Exists(oldFolder)
            ? Directory.EnumerateFiles(oldFolder, "*.json").Order(System.StringComparer.Ordinal).Select(path => ConfigFile.Read(path, templates))
            : [];
    }
}
