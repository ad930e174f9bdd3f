using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Features;

/// <summary>What an app's folder has and no feature has listed, so that nobody takes it for served. Source: app-folder 1.2, 1.15.</summary>
/// <param name="files">The app's files.</param>
internal sealed class UnservedParts(ConfigFiles files)
{
    private static readonly (AppItemKind Kind, string Pattern, string What)[] s_parts =
    [
        (AppItemKind.Service, "services/*/config.json", "Services of type '{0}' are"),
        (AppItemKind.Service, "http_endpoints/*/config.json", "Services of type '{0}' are"),
        (AppItemKind.Resolver, "graphql/custom_resolvers/*.json", "GraphQL is"),
        (AppItemKind.Sync, "sync/config.json", "Device sync is"),
        (AppItemKind.LogForwarder, "log_forwarders/*.json", "Log forwarders are"),
    ];

    /// <param name="listed">What features have listed.</param>
    public IEnumerable<AppItem> Find(IEnumerable<AppItem> listed)
    {
        HashSet<string> claimed = [.. listed.Select(item => item.File)];
        return s_parts.SelectMany(part => Matches(files.Root, part.Pattern.Split('/'))
            .Select(path => (Path: path, Place: files.PlaceOf(path)))
            .Where(file => !claimed.Contains(file.Place))
            .SelectMany(file => Read(part.Kind, part.What, file.Path, file.Place)));
    }

    private List<AppItem> Read(AppItemKind kind, string what, string path, string place)
    {
        var items = new List<AppItem>();
        ConfigurationException? problem = Warnings.Problem(path, () =>
        {
            ConfigFile file = files.Read(path);
            if (file.Kind == JsonValueKind.Object && IsUsed(kind, file)) items.Add(Item(kind, what, place, file));
        });
        return problem is null ? items : [new AppItem(kind, place, place).Closed(problem, files)];
    }

    // Exports have these files whether or not the app ever used them.
    private static bool IsUsed(AppItemKind kind, ConfigFile entry) => kind != AppItemKind.Sync || entry.Text("state") == "enabled";

    private static AppItem Item(AppItemKind kind, string what, string place, ConfigFile entry)
    {
        string? name = kind == AppItemKind.Resolver ? $"{entry.Text("on_type")}.{entry.Text("field_name")}" : entry.Text("name");
        return new AppItem(kind, name ?? place, place)
        {
            Problem = string.Format(null, what, entry.Text("type")) + " not served.",
            IsDisabled = entry.Flag("disabled"),
        };
    }

    private IEnumerable<string> Matches(string path, ReadOnlySpan<string> pattern)
    {
        if (pattern is []) return files.Source.Exists(path) ? [path] : [];
        if (pattern[0] is "*.json") return files.Source.HasFolder(path) ? files.Source.Files(path, ".json") : [];
        if (pattern[0] is not "*") return Matches(Path.Combine(path, pattern[0]), pattern[1..]);
        var found = new List<string>();
        if (!files.Source.HasFolder(path)) return found;
        foreach (string folder in files.Source.Folders(path)) found.AddRange(Matches(folder, pattern[1..]));
        return found;
    }
}
