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
    private readonly Dictionary<string, AppItem> _items = new(StringComparer.Ordinal);
    private readonly ConfigFiles _files;

    private ProviderEntries(AppReading app)
    {
        _files = app.Files;
        List<(string Name, string Path, Func<ConfigFile> Read)> entries = [];
        string path = Path.Combine(app.Files.Root, "auth", "providers.json");
        if (!app.Warnings.TryRead(path, () => entries = Entries(app.Files, path), out ConfigurationException? problem))
            foreach (string type in ProviderTypes.All) Close(type, path, problem);
        foreach ((string name, string file, Func<ConfigFile> read) in entries)
        {
            string type = name;
            if (!app.Warnings.TryRead(file, () => Add(read(), file, ref type), out problem)) Close(type, file, problem);
        }
    }

    /// <summary>The enabled ones by type.</summary>
    public IReadOnlyDictionary<string, ProviderSettings> Enabled => _enabled;

    /// <summary>All of them by type, also those that are disabled, and those that nobody can use because something is wrong.</summary>
    public IReadOnlyDictionary<string, AppItem> Items => _items;

    /// <summary>The providers of an app that is being read.</summary>
    public static ProviderEntries Of(AppReading app) => app.Shared(reading => new ProviderEntries(reading));

    /// <summary>Reads the settings of one provider, where it is enabled.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="warnings">Where to note what is wrong.</param>
    /// <param name="read">Reads its entry.</param>
    public void Read(string type, Warnings warnings, Func<ConfigFile, ProviderSettings> read)
    {
        if (_items.GetValueOrDefault(type) is { Works: false }) return;
        foreach ((_, string file, ConfigFile entry) in _entries.Where(entry => entry.Type == type).Take(1))
        {
            if (!warnings.TryRead(file, () => _enabled.Add(type, read(entry)), out ConfigurationException? problem))
                Close(type, file, problem);
        }
    }

    private void Add(ConfigFile entry, string file, ref string type)
    {
        type = entry.RequiredText("type");
        bool isDisabled = entry.Flag("disabled");
        if (!isDisabled) _entries.Add((type, file, entry));
        _items.TryAdd(type, new AppItem(AppItemKind.Provider, type, _files.PlaceOf(entry))
        {
            IsDisabled = isDisabled,
            Problem = ProviderTypes.All.Contains(type) ? null : $"Providers of type '{type}' are not served.",
        });
    }

    private void Close(string type, string file, ConfigurationException problem) =>
        _items[type] = (_items.GetValueOrDefault(type) ?? new AppItem(AppItemKind.Provider, type, _files.PlaceOf(file)))
            .Closed(problem, _files);

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
