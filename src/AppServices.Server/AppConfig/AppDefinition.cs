using System;
using System.Collections.Generic;
using System.Linq;

namespace AppServices.Server.AppConfig;

/// <summary>An app as its files say. Source: docs/spec/app-folder.md.</summary>
internal sealed class AppDefinition
{
    private readonly IReadOnlyDictionary<Type, object> _settings;

    /// <param name="reading">The app, when every feature has read what is its own.</param>
    public AppDefinition(AppReading reading)
    {
        AppIdentity identity = reading.Identity;
        _settings = reading.Settings;
        ClientAppId = identity.ClientAppId;
        DomainId = StableId.Of("domain", ClientAppId);
        Description = new AppDescription(
            identity.InternalId, identity.ClientAppId, identity.Name, identity.ProjectId,
            AppReading.FirstText(reading.Roots, "deployment_model") ?? "GLOBAL",
            AppReading.FirstText(reading.Roots, "provider_region") ?? "",
            reading.Environment.Tag, reading.Environment.Values, reading.Values.All)
        {
            Unreadable = reading.Unreadable,
        };
        Location = AppReading.FirstText(reading.Roots, "location") ?? "US-VA";
        Secrets = reading.Secrets;
        AllowedOrigins = ReadOrigins(reading);
        AccessList = AccessList.Read(reading);
        Root = reading.Files.Root;
        Folder = reading.Files.Source as FolderFiles;
        Warnings = reading.Warnings.Texts;
        Errors = reading.Warnings.Errors;
        Items = reading.Items;
    }

    /// <summary>The id that clients have compiled in, such as <c>shop-qwert</c>.</summary>
    public string ClientAppId { get; }

    /// <summary>The app's domain id, 24 hexadecimal digits, the same at every start.</summary>
    public string DomainId { get; }

    /// <summary>What functions see as <c>context.app</c>, environment and values.</summary>
    public AppDescription Description { get; }

    /// <summary>The region's name for <c>/location</c>.</summary>
    public string Location { get; }

    /// <summary>The secrets that it was read with.</summary>
    public SecretStore Secrets { get; }

    /// <summary>The origins whose browsers may call; empty for all.</summary>
    public IReadOnlySet<string> AllowedOrigins { get; }

    /// <summary>The addresses whose clients may call.</summary>
    public AccessList AccessList { get; }

    /// <summary>The path of the app, as messages name it.</summary>
    public string Root { get; }

    /// <summary>What was read of its folder; null for an app that is in none.</summary>
    public FolderFiles? Folder { get; }

    /// <summary>What in the files has no effect, each with its file.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>What is wrong in the files, each with its file; what depends on it is closed, and the rest is served.</summary>
    public IReadOnlyList<string> Errors { get; }

    /// <summary>What the app has, and whether it will work, in no order.</summary>
    public IReadOnlyList<AppItem> Items { get; }

    /// <summary>What a feature has read; null when it is not used, or cannot be read.</summary>
    public T? Find<T>() where T : class => _settings.GetValueOrDefault(typeof(T)) as T;

    /// <summary>What a feature has always read.</summary>
    /// <exception cref="InvalidOperationException">The feature is not there.</exception>
    public T Get<T>() where T : class => Find<T>() ?? throw new InvalidOperationException($"No feature has read {typeof(T).Name}.");

    private static HashSet<string> ReadOrigins(AppReading reading) =>
        reading.Roots.Select(root => root.Field("allowed_request_origins") ?? root.Field("security")?.Field("allowed_request_origins"))
            .FirstOrDefault(origins => origins is not null)?.Items()
            .Select(origin => reading.Files.Templates.Expand(origin.Text()).TrimEnd('/')).ToHashSet(StringComparer.OrdinalIgnoreCase)
        ?? [];
}
