using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using AppServices.Server.AppConfig;

namespace AppServices.Server.StaticHosting;

/// <summary>The web site of an app, as its files say. Source: app-folder 1.13.</summary>
/// <param name="Item">What the app has of it.</param>
/// <param name="Hosts">The host names at which it was.</param>
/// <param name="ErrorPage">The path of what is sent for a file that does not exist; null for nothing.</param>
/// <param name="IsSinglePage">Whether that is no error, because the page itself knows the path.</param>
/// <param name="Headers">Headers of files, by their paths.</param>
internal sealed record SiteSettings(
    AppItem Item, IReadOnlyList<string> Hosts, string? ErrorPage, bool IsSinglePage, Dictionary<string, IReadOnlyList<SiteHeader>> Headers)
{
    private const string NoFiles = "The site's files are missing: put them into hosting/files, or export the app with --include-hosting.";

    private static readonly string[] s_hosts = ["custom_domain", "app_default_domain"];

    /// <summary>The folder of the site's files.</summary>
    public static string FolderOf(string root) => Path.Combine(root, "hosting", "files");

    /// <summary>Reads the settings; null when the app has no site.</summary>
    public static SiteSettings? Read(AppReading app)
    {
        string file = Path.Combine(app.Files.Root, "hosting", "config.json");
        SiteSettings? site = null;
        bool isReadable = app.Warnings.TryRead(file, () => site = Read(app, Find(app, file)), out ConfigurationException? problem);
        return isReadable
            ? site
            : new SiteSettings(ItemOf(app, file).Closed(problem!, app.Files), [], ErrorPage: null, IsSinglePage: false, []);
    }

    private static SiteSettings? Read(AppReading app, ConfigFile? config)
    {
        string folder = FolderOf(app.Files.Root);
        bool hasFiles = app.Files.Source.HasFolder(folder), isEnabled = config?.Flag("enabled") == true;
        if (config is null ? !hasFiles : !isEnabled && !hasFiles) return null;
        string? page = config?.Text("default_error_path") is { Length: > 0 } path ? path : null;
        if (isEnabled && hasFiles && page is not null && !app.Files.Source.Exists(Path.Combine(folder, page.TrimStart('/'))))
            app.Warnings.Add(config!, $"default_error_path names '{page}', which is no file of hosting/files");
        return new SiteSettings(
            ItemOf(app, config?.Path ?? folder) with { IsDisabled = !isEnabled, Problem = isEnabled && !hasFiles ? NoFiles : null },
            [.. s_hosts.Select(name => config?.Text(name)).OfType<string>().Where(host => host.Length > 0)],
            page is null or ['/', ..] ? page : "/" + page,
            page is not null && config!.Field("default_error_code") is { } code
                && (code.Kind == JsonValueKind.Number ? code.RawText : code.Text()) == "200",
            hasFiles ? ReadHeaders(app, folder) : []);
    }

    private static AppItem ItemOf(AppReading app, string path) =>
        new(AppItemKind.Hosting, "hosting/files", app.Files.PlaceOf(path)) { Detail = SiteEndpoint.PathOf(app.Identity.ClientAppId) };

    // Older exports have it in the root file (app-folder 1.3).
    private static ConfigFile? Find(AppReading app, string file) =>
        app.Files.TryRead(file) ?? app.Roots.Select(root => root.Field("hosting")).FirstOrDefault(old => old is not null);

    private static Dictionary<string, IReadOnlyList<SiteHeader>> ReadHeaders(AppReading app, string folder)
    {
        var headers = new Dictionary<string, IReadOnlyList<SiteHeader>>(StringComparer.Ordinal);
        string file = Path.Combine(app.Files.Root, "hosting", "metadata.json");
        List<ConfigFile> entries = [];
        app.Warnings.TryRead(file, () => entries = [.. app.Files.TryRead(file)?.Items() ?? []]);
        foreach (ConfigFile entry in entries)
        {
            app.Warnings.TryRead(file, () =>
            {
                string path = "/" + entry.RequiredText("path").TrimStart('/');
                if (!app.Files.Source.Exists(Path.Combine(folder, path[1..])))
                    app.Warnings.Add(entry, $"'{path}' is no file of hosting/files");
                IEnumerable<ConfigFile> attributes = entry.Field("attrs")?.Items() ?? [];
                headers[path] = [.. attributes.Select(attribute => SiteHeader.Read(attribute, app.Warnings)).OfType<SiteHeader>()];
            });
        }
        return headers;
    }
}

/// <summary>A header of a file.</summary>
internal sealed record SiteHeader(string Name, string Value)
{
    /// <summary>Its name, when the file is somewhere else now.</summary>
    public const string Redirect = "Website-Redirect-Location";

    private static readonly string[] s_names =
        ["Content-Type", "Content-Disposition", "Content-Language", "Content-Encoding", "Cache-Control", Redirect];

    /// <summary>Reads an attribute; null for one that the service did not have either.</summary>
    public static SiteHeader? Read(ConfigFile attribute, Warnings warnings)
    {
        (string name, string value) = (attribute.RequiredText("name"), attribute.Text("value") ?? "");
        if (s_names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } known)
        {
            warnings.Add(attribute, $"'{name}' has no effect; {string.Join(", ", s_names)} are possible");
            return null;
        }
        if (value.Any(letter => letter is < ' ' or > '~'))
            throw attribute.Wrong($"the value of '{name}' has letters that a header cannot have");
        // Browsers do not show what has this type, which several exports give their pages.
        return new SiteHeader(known, known == "Content-Type" && value.StartsWith("application/html", StringComparison.OrdinalIgnoreCase)
            ? "text/html" + value["application/html".Length..]
            : value);
    }
}
