using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using AppServices.Server.AppConfig;
using AppServices.Server.Rules;

namespace AppServices.Server.Services;

/// <summary>The app's data sources. Source: app-folder 1.9, 1.15.</summary>
/// <param name="All">Those that can be used.</param>
/// <param name="Items">Those, and by their names those that cannot, because their configuration is broken.</param>
internal sealed record DataSources(IReadOnlyList<DataSourceSettings> All, IReadOnlyList<AppItem> Items)
{
    private static readonly string[] s_types = ["mongodb-atlas", "mongodb", "datalake"];

    /// <param name="files">The app's files.</param>
    /// <param name="readRules">Reads the rules in a data source's folder.</param>
    /// <param name="warnings">Where to note what is wrong.</param>
    public static DataSources Read(ConfigFiles files, Func<string, SourceRules> readRules, Warnings warnings)
    {
        var sources = new Dictionary<string, DataSourceSettings>(StringComparer.Ordinal);
        var closed = new Dictionary<string, AppItem>(StringComparer.Ordinal);
        foreach (string path in Folders(files, "data_sources", warnings).Concat(Folders(files, "services", warnings)))
        {
            string name = Path.GetFileName(path), file = Path.Combine(path, "config.json");
            if (!warnings.TryRead(file, () => Add(sources, path, files.TryRead(file), readRules, warnings, ref name),
                out ConfigurationException? problem))
                closed[name] = Item(name, path).Closed(problem, files);
        }
        foreach (string name in closed.Keys) sources.Remove(name);
        return new DataSources(
            [.. sources.Values], [.. sources.Values.Select(source => Item(source.Name, source.Folder)), .. closed.Values]);

        AppItem Item(string name, string path) => new(AppItemKind.DataSource, name, files.PlaceOf(Path.Combine(path, "config.json")));
    }

    private static void Add(
        Dictionary<string, DataSourceSettings> sources, string path, ConfigFile? config, Func<string, SourceRules> readRules,
        Warnings warnings, ref string name)
    {
        if (config is null) return;
        if (!s_types.Contains(config.Text("type")))
        {
            // Other services are in the other folder.
            if (Path.GetFileName(Path.GetDirectoryName(path)) == "services") return;
            string types = $"{string.Join(", ", s_types[..^1])} or {s_types[^1]}";
            throw config.Wrong($"the type of a data source is {types}, and not '{config.Text("type")}'");
        }
        name = config.RequiredText("name");
        if (config.Field("config") is { Kind: JsonValueKind.Object } settings
            && settings.Field("wireProtocolEnabled") is { Kind: JsonValueKind.True } wire)
            warnings.Add(wire, "Connections by MongoDB's own protocol are not served; clients use the documents of the API");
        if (!sources.TryAdd(name, new DataSourceSettings(name, path, readRules(path))))
            throw ConfigurationException.At(path, $"Another data source has the name '{name}' too. Rename one of them.");
    }

    private static IReadOnlyList<string> Folders(ConfigFiles files, string name, Warnings warnings)
    {
        string path = Path.Combine(files.Root, name);
        IReadOnlyList<string> folders = [];
        if (files.Source.Exists(path)) warnings.TryRead(path, () => folders = files.Source.Folders(path));
        return folders;
    }
}
