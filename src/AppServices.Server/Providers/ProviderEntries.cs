using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Users;

namespace AppServices.Server.Providers;

/// <summary>The authentication providers of an app. Source: app-folder 2, 1.15.</summary>
internal sealed class ProviderEntries
{
    private readonly List<(string Type, string File, ConfigFile Entry)> _entries = [];
    private readonly Dictionary<string, ProviderSettings> _enabled = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);

    private ProviderEntries(AppReading app)
    {
        List<(string Name, string Path, Func<ConfigFile> Read)> entries = [];
        string path = Path.Combine(app.Files.Root, "auth", "providers.json");
        if (!app.Warnings.TryRead(path, () => entries = Entries(app.Files, path))) _unreadable.UnionWith(ProviderTypes.All);
        foreach ((string name, string file, Func<ConfigFile> read) in entries)
        {
            string type = name;
            if (!app.Warnings.TryRead(file, () => Add(read(), file, ref type))) _unreadable.Add(type);
        }
    }

    /// <summary>The enabled ones by type.</summary>
    public IReadOnlyDictionary<string, ProviderSettings> Enabled => _enabled;

    /// <summary>The types of those whose configuration is broken, so that nobody can use them.</summary>
    public IReadOnlySet<string> Unreadable => _unreadable;

    /// <summary>The providers of an app that is being read.</summary>
    public static ProviderEntries Of(AppReading app) => app.Shared(reading => new ProviderEntries(reading));

    /// <summary>Reads the settings of one provider, where it is enabled.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="warnings">Where to note what is wrong.</param>
    /// <param name="read">Reads its entry.</param>
    public void Read(string type, Warnings warnings, Func<ConfigFile, ProviderSettings> read)
    {
        if (_unreadable.Contains(type)) return;
        foreach ((_, string file, ConfigFile entry) in _entries.Where(entry => entry.Type == type).Take(1))
            if (!warnings.TryRead(file, () => _enabled.Add(type, read(entry)))) _unreadable.Add(type);
    }

    private void Add(ConfigFile entry, string file, ref string type)
    {
        type = entry.RequiredText("type");
        if (!entry.Flag("disabled")) _entries.Add((type, file, entry));
    }

    // The name of an entry, or of an old export's file, is its type, unless it says another one itself.
    private static List<(string Name, string Path, Func<ConfigFile> Read)> Entries(ConfigFiles files, string path)
    {
        if (files.TryRead(path) is { } file)
            return [.. file.Fields().Select(field => (field.Name, path, new Func<ConfigFile>(() => field.Value)))];
        string oldFolder = Path.Combine(files.Root, "auth_providers");
        return files.Source.Exists(oldFolder)
            ? [.. files.Source.Files(oldFolder, ".json").Select(old => (Path.GetFileNameWithoutExtension(old), old, new Func<ConfigFile>(() => files.Read(old))))]
            : [];
    }
}
