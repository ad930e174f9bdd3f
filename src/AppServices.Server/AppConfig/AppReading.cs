using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace AppServices.Server.AppConfig;

/// <summary>An app while its files are read: what every feature may need of them, and what the features read so far have found.</summary>
internal sealed class AppReading
{
    // Newest first: a folder may hold the root files of two generations (app-folder 1.1).
    private static readonly string[] s_rootFiles = ["root_config.json", "realm_config.json", "config.json", "stitch.json"];

    private readonly Dictionary<Type, object> _settings = [];

    private AppReading(
        ConfigFiles files, ConfigFile[] roots, AppIdentity identity, AppEnvironment environment, SecretStore secrets, Warnings warnings)
    {
        (Files, Roots, Identity, Environment, Secrets, Warnings) = (files, roots, identity, environment, secrets, warnings);
        Values = AppValues.Read(files, secrets, warnings);
    }

    /// <summary>The files, with the templates of the app's environment.</summary>
    public ConfigFiles Files { get; }

    /// <summary>The root files, the newest kind first.</summary>
    public IReadOnlyList<ConfigFile> Roots { get; }

    public AppIdentity Identity { get; }

    public AppEnvironment Environment { get; }

    public AppValues Values { get; }

    /// <summary>What of environment and values cannot be read.</summary>
    public UnreadableParts Unreadable => new() { Values = Values.Unreadable, Environment = !Environment.IsReadable };

    public SecretStore Secrets { get; }

    /// <summary>Where what is wrong is noted.</summary>
    public Warnings Warnings { get; }

    /// <summary>What the app has, once all features have read and checked it.</summary>
    public List<AppItem> Items { get; } = [];

    /// <summary>What has been read, by type.</summary>
    public IReadOnlyDictionary<Type, object> Settings => _settings;

    /// <param name="files">The app's files.</param>
    /// <param name="appId">The client app id of an export that does not say it; null when it does.</param>
    /// <param name="secrets">The values of the secrets that the app refers to.</param>
    /// <exception cref="ConfigurationException">This is no app, or it is not known which.</exception>
    public static AppReading Begin(IAppFiles files, string? appId, SecretStore secrets)
    {
        var plain = new ConfigFiles(files, TemplateExpansion.None);
        ConfigFile[] roots = ReadRoots(plain);
        var warnings = new Warnings();
        var identity = AppIdentity.Read(plain, roots, appId, warnings);
        var environment = AppEnvironment.Read(plain, roots[0].Text("environment") ?? "", warnings);
        return new AppReading(new ConfigFiles(files, environment.ToTemplates()), roots, identity, environment, secrets, warnings);
    }

    /// <summary>The app's names and ids alone.</summary>
    /// <exception cref="ConfigurationException">This is no app.</exception>
    public static AppIdentity ReadIdentity(IAppFiles files, string? appId)
    {
        var plain = new ConfigFiles(files, TemplateExpansion.None);
        return AppIdentity.Read(plain, ReadRoots(plain), appId, new Warnings());
    }

    /// <summary>A text of the root files, the newest one's.</summary>
    public static string? FirstText(IEnumerable<ConfigFile> roots, string name) =>
        roots.Select(root => root.Text(name)).FirstOrDefault(text => !string.IsNullOrEmpty(text));

    /// <summary>Keeps what a feature has read, for those that come after it and for the app.</summary>
    public void Add(object settings) => _settings.Add(settings.GetType(), settings);

    /// <summary>What a feature before this one has read.</summary>
    /// <exception cref="InvalidOperationException">There is no such feature before.</exception>
    public T Get<T>() where T : class => Find<T>() ?? throw new InvalidOperationException($"No feature has read {typeof(T).Name}.");

    /// <summary>What has been read of a type; null for nothing.</summary>
    public T? Find<T>() where T : class => _settings.GetValueOrDefault(typeof(T)) as T;

    /// <summary>What several features read together: whoever asks first reads it.</summary>
    public T Shared<T>(Func<AppReading, T> read) where T : class
    {
        if (Find<T>() is { } known) return known;
        T settings = read(this);
        _settings.Add(typeof(T), settings);
        return settings;
    }

    private static ConfigFile[] ReadRoots(ConfigFiles files)
    {
        if (!files.Source.HasFolder(files.Root))
            throw ConfigurationException.At(files.Root, "There is no such folder. Give the folder that holds the app's root_config.json.");
        ConfigFile[] roots = s_rootFiles.Select(name => files.TryRead(Path.Combine(files.Root, name))).OfType<ConfigFile>().ToArray();
        return roots.Length > 0
            ? roots
            : throw ConfigurationException.At(files.Root, $"This is no exported app: it has none of {string.Join(", ", s_rootFiles)}.");
    }
}
