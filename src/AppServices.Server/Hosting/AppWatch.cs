using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Secrets;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Hosting;

/// <summary>
/// Reloads an app when its files change (<c>serve --watch</c>): those that were read to serve it, wherever their names lead by now, so
/// that a folder may be replaced, and nothing else that is in it. Requests that run come to their end in the app as it was. An edit that
/// breaks something changes nothing: what is wrong is logged, and the app goes on as it was.
/// </summary>
internal sealed partial class AppWatch(
    ServeOptions options, IReadOnlyList<IAppFeature> features, AppCatalog catalog, AppSecrets secrets, IServiceProvider services,
    ILoggerFactory logs) : BackgroundService
{
    // Editors and copying change several files in a row, which mean something together only.
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    // Looking at a big app is to take a small part of a processor.
    private const int PausesPerLook = 20;

    private readonly AppReader _reader = new(features);

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the server listens, so that no edit is missed by whoever sees that it serves.
        foreach (string folder in options.Folders)
            if (Served(Path.GetFullPath(folder)).Folder is { } files) ReadSecrets(files);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(options.Folders.Select(folder => WatchAsync(Path.GetFullPath(folder), stoppingToken)));

    private async Task WatchAsync(string folder, CancellationToken stopping)
    {
        FolderFiles files = Served(folder).Folder ?? new FolderFiles(folder);
        bool isThere = true;
        while (true)
        {
            long begun = Stopwatch.GetTimestamp();
            bool haveChanged = files.HaveChanged();
            TimeSpan pause = Stopwatch.GetElapsedTime(begun) * PausesPerLook;
            await Task.Delay(haveChanged ? s_quiet : pause > s_pause ? pause : s_pause, stopping);
            if (!haveChanged) continue;
            ILogger logger = AppLog.Of(Served(folder).ClientAppId, logs);
            bool wasThere = isThere;
            isThere = Directory.Exists(folder);
            if (isThere)
            {
                if (!wasThere) IsBack(logger, folder);
                files = await ReloadAsync(folder, logger, stopping);
            }
            else
            {
                if (wasThere) IsGone(logger, folder);
                files = new FolderFiles(folder);
                files.HasFolder(folder);
            }
        }
    }

    // A change of the secrets is one of the app.
    private void ReadSecrets(FolderFiles files)
    {
        if (options.SecretsFile is not { } path) return;
        try
        {
            files.Read(Path.GetFullPath(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whoever reads them for the app says so.
        }
    }

    private async Task<FolderFiles> ReloadAsync(string folder, ILogger logger, CancellationToken stopping)
    {
        while (true)
        {
            AppDefinition served = Served(folder);
            var files = new FolderFiles(folder);
            ReadSecrets(files);
            AppDefinition? read = null;
            string? problem = null;
            try
            {
                read = _reader.Read(files, options.AppId, await secrets.OfAsync(served.ClientAppId, stopping));
            }
            catch (Exception error) when (error is ConfigurationException or IOException or UnauthorizedAccessException)
            {
                problem = error.Message;
            }
            await Task.Delay(s_quiet, stopping);
            if (files.HaveChanged()) continue;
            if (read is null) Kept(logger, problem!);
            // What came back as it was leaves streams alone.
            else if (served.Folder is not { } before || !files.AreSameAs(before)) Replace(served, read, logger);
            return files;
        }
    }

    private void Replace(AppDefinition served, AppDefinition read, ILogger logger)
    {
        if (read.ClientAppId != served.ClientAppId)
        {
            Kept(logger, $"{read.Root}: The app's id is '{read.ClientAppId}' now. Start the server anew to serve it.");
        }
        else if (catalog.All.Select(app => app.Definition).Any(
            other => other.ClientAppId != read.ClientAppId && other.Description.Id == read.Description.Id))
        {
            Kept(logger, $"{read.Root}: The internal id is '{read.Description.Id}' now, which another app has.");
        }
        else if (Broken(read).Except(Broken(served)).ToArray() is { Length: > 0 } errors)
        {
            foreach (string error in errors) Kept(logger, error);
        }
        else
        {
            AppLog.Show(read, logs);
            // The other one ends when its last request has, which may take as long as a function may run.
            _ = catalog.Replace(new RunningApp(read, features, services));
            options.Listings?.WriteLine(new AppListing(read).ToJson(isIndented: false));
            Reloaded(logger);
        }
    }

    // What needs something else that is not there is served as well as it can be.
    private static IEnumerable<string> Broken(AppDefinition app) =>
        [.. app.Errors, .. AppFinding.OfNeeds(app, MissingKind.Secret).Select(finding => finding.ToString())];

    private AppDefinition Served(string folder) => catalog.All.First(app => app.Definition.Root == folder).Definition;

    [LoggerMessage(3, LogLevel.Information, "reloaded, because its files have changed")]
    private static partial void Reloaded(ILogger logger);

    [LoggerMessage(4, LogLevel.Error, "not reloaded: {Error}")]
    private static partial void Kept(ILogger logger, string error);

    [LoggerMessage(5, LogLevel.Warning, "{Folder}: The folder is gone. The app is served as it was, until the folder is there again.")]
    private static partial void IsGone(ILogger logger, string folder);

    [LoggerMessage(6, LogLevel.Information, "{Folder}: The folder is there again.")]
    private static partial void IsBack(ILogger logger, string folder);
}
