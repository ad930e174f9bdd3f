using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.Rules;

namespace AppServices.Server.Apps;

/// <summary>The app's data sources. Source: app-config.md 1.9, 1.15.</summary>
internal static class DataSources
{
    private static readonly string[] s_types = ["mongodb-atlas", "mongodb", "datalake"];

    /// <param name="folder">The app folder.</param>
    /// <param name="templates">What replaces templates in strings.</param>
    /// <param name="readRules">Reads the rules in a data source's folder.</param>
    /// <exception cref="AppFolderException">Two data sources have one name.</exception>
    public static IReadOnlyList<DataSourceSettings> Read(string folder, TemplateExpansion templates, Func<string, SourceRules> readRules)
    {
        DataSourceSettings[] sources = Folders(folder, "data_sources").Concat(Folders(folder, "services"))
            .Select(path => (Path: path, Config: ConfigFile.TryRead(Path.Combine(path, "config.json"), templates)))
            .Where(source => source.Config is { } config && s_types.Contains(config.Text("type")))
            .Select(source => new DataSourceSettings(
                source.Config!.RequiredText("name"), source.Path, readRules(source.Path)))
            .ToArray();
        foreach (IGrouping<string, DataSourceSettings> same in sources.GroupBy(source => source.Name).Where(same => same.Count() > 1))
            throw AppFolderException.At(same.Last().Folder, $"Another data source has the name '{same.Key}' too. Rename one of them.");
        return sources;
    }

    private static IEnumerable<string> Folders(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return Directory.Exists(path) ? Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal) : [];
    }
}
