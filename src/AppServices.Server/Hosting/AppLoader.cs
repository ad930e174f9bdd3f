using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;

namespace AppServices.Server.Hosting;

/// <summary>Reads the apps that a server is told to serve.</summary>
internal static class AppLoader
{
    /// <exception cref="ConfigurationException">
    /// A folder cannot be served, or two have the same id.
    /// </exception>
    public static List<AppDefinition> ReadFolders(ServeOptions options, AppReader reader)
    {
        if (options.AppId is not null && options.Folders.Count > 1)
            throw new ConfigurationException(
                "--app-id can name one app only: serve the others from their own server, or add app_id to their root_config.json.");
        SecretStore secrets = SecretStore.Read(options.SecretsFile);
        List<AppDefinition> apps = options.Folders.Select(folder => reader.Read(new FolderFiles(folder), options.AppId, secrets)).ToList();
        foreach (IGrouping<string, AppDefinition> same in apps.GroupBy(app => app.ClientAppId).Where(same => same.Count() > 1))
            throw new ConfigurationException($"{same.Count()} folders have the app id '{same.Key}'. Serve one of them.");
        foreach (IGrouping<string, AppDefinition> same in apps.GroupBy(app => app.Description.Id).Where(same => same.Count() > 1))
        {
            throw new ConfigurationException(
                $"{string.Join(" and ", same.Select(app => app.Root))} have the internal id '{same.Key}' both, by which operators change an "
                    + "app: take the file with 'app_id' out of .mdb of the one that is a copy.");
        }
        return apps;
    }

    /// <summary>All apps: those of the folders, as the data folder completes them, and those that it has itself.</summary>
    /// <exception cref="ConfigurationException">Two have the same app id, or something will not work and must.</exception>
    public static async Task<IReadOnlyList<AppDefinition>> CompleteAsync(
        ServeOptions options, AppReader reader, IReadOnlyList<AppDefinition> folders, DataFolder data, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppDefinition> apps =
            await new StoredApps(options.ToAdmin(data), data.Store, reader).ReadAsync(folders, cancellationToken);
        string[] findings = options.IsStrict
            ? [.. apps.SelectMany(app => AppFinding.Of(app).Select(finding => $"{app.ClientAppId}: {finding}"))]
            : [];
        return findings.Length == 0
            ? apps
            : throw new ConfigurationException(string.Join('\n', [.. findings, "With --strict the server does not start."]));
    }
}
