using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Apps;

namespace AppServices.Server.Hosting;

/// <summary>Makes the apps of folders ready to be served.</summary>
internal static class AppLoader
{
    /// <exception cref="AppFolderException">A folder cannot be served, or two have the same app id.</exception>
    public static List<ServedApp> ReadFolders(ServeOptions options)
    {
        if (options.AppId is not null && options.Folders.Count > 1)
            throw new AppFolderException("--app-id can name one app only: serve the others from their own server, or add app_id to their root_config.json.");
        SecretStore secrets = SecretStore.Read(options.SecretsFile);
        List<ServedApp> apps = options.Folders.Select(folder => AppFolderReader.Read(folder, options.AppId, secrets, options.Settings.Rules)).ToList();
        foreach (IGrouping<string, ServedApp> same in apps.GroupBy(app => app.ClientAppId).Where(same => same.Count() > 1))
            throw new AppFolderException($"{same.Count()} folders have the app id '{same.Key}'. Serve one of them.");
        return apps;
    }
}
