using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Apps;
using AppServices.Server.Functions;
using AppServices.Server.Providers;
using AppServices.Server.Users;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Hosting;

/// <summary>Makes the apps of folders ready to be served.</summary>
internal static partial class AppLoader
{
    /// <exception cref="AppFolderException">A folder cannot be served, or two have the same app id.</exception>
    public static List<ServedApp> ReadFolders(ServeOptions options)
    {
        if (options.AppId is not null && options.Folders.Count > 1)
            throw new AppFolderException("--app-id can name one app only: serve the others from their own server, or add app_id to their root_config.json.");
        SecretStore secrets = SecretStore.Read(options.SecretsFile);
        List<ServedApp> apps = options.Folders.Select(folder => AppFolderReader.Read(folder, options.AppId, secrets)).ToList();
        foreach (IGrouping<string, ServedApp> same in apps.GroupBy(app => app.ClientAppId).Where(same => same.Count() > 1))
            throw new AppFolderException($"{same.Count()} folders have the app id '{same.Key}'. Serve one of them.");
        return apps;
    }

    /// <exception cref="AppFolderException">A function has a syntax error.</exception>
    public static AppCatalog Host(IEnumerable<ServedApp> apps, UserDirectory users, FunctionLimits limits, ILoggerFactory logs) =>
        new(apps.Select(app => Host(app, users, limits, logs)).ToArray());

    private static HostedApp Host(ServedApp app, UserDirectory users, FunctionLimits limits, ILoggerFactory logs)
    {
        ILogger logger = logs.CreateLogger($"apps/{app.ClientAppId}");
        foreach (string warning in app.Warnings) Warn(logger, warning);
        return new HostedApp(app, Runtime(app, users, limits, logs), LoginProviders.Create(app, users));
    }

    private static FunctionRuntime Runtime(ServedApp app, UserDirectory users, FunctionLimits limits, ILoggerFactory logs)
    {
        try
        {
            return new FunctionRuntime(
                app.Description, app.Functions, limits, new FunctionUsers(app.ClientAppId, users.Users), logs.CreateLogger($"functions/{app.ClientAppId}"));
        }
        catch (FunctionSyntaxException error)
        {
            throw AppFolderException.At(error.File, error.Line, error.Column, error.Reason);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private static partial void Warn(ILogger logger, string warning);
}
