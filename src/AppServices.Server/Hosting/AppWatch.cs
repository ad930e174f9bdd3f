using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using AppServices.Server.Admin.Secrets;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Hosting;

/// <summary>
/// Reloads an app when its files change (<c>serve --watch</c>). Requests that run come to their end in the app as it was. An edit
/// that breaks something changes nothing: what is wrong is logged, and the app goes on as it was.
/// </summary>
internal sealed partial class AppWatch(
    ServeOptions options, IReadOnlyList<IAppFeature> features, AppCatalog catalog, AppSecrets secrets, IServiceProvider services,
    ILoggerFactory logs) : BackgroundService
{
    // Editors and copying change several files in a row, which mean something together only.
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(200);

    private readonly AppReader _reader = new(features);
    private readonly List<Watched> _watched = [];

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the server listens, so that no edit is missed by whoever sees that it serves.
        foreach (string folder in options.Folders.Select(Path.GetFullPath))
        {
            // However many changes there are before the next look, one look is enough.
            var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
            try
            {
                _watched.Add(new(folder, changes.Reader, Open(folder, () => changes.Writer.TryWrite(true))));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                NotWatched(AppLog.Of(Served(folder).ClientAppId, logs), folder, error.Message);
            }
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (FileSystemWatcher watcher in _watched.SelectMany(watched => watched.Watchers)) watcher.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_watched.Select(watched => ReloadAsync(watched, stoppingToken)));

    private async Task ReloadAsync(Watched watched, CancellationToken stopping)
    {
        await foreach (bool _ in watched.Changes.ReadAllAsync(stopping))
        {
            do await Task.Delay(s_quiet, stopping);
            while (watched.Changes.TryRead(out bool _));
            await ReloadAsync(watched.Folder, stopping);
        }
    }

    private FileSystemWatcher[] Open(string folder, Action changed)
    {
        var app = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        return options.SecretsFile is { } secrets && Path.GetFullPath(secrets) is var file
            ? [Begin(app, changed), Begin(new FileSystemWatcher(Path.GetDirectoryName(file)!, Path.GetFileName(file)), changed)]
            : [Begin(app, changed)];
    }

    private static FileSystemWatcher Begin(FileSystemWatcher watcher, Action changed)
    {
        watcher.Changed += (_, _) => changed();
        watcher.Created += (_, _) => changed();
        watcher.Deleted += (_, _) => changed();
        watcher.Renamed += (_, _) => changed();
        watcher.Error += (_, _) => changed();       // too many changes to tell them one by one
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private async Task ReloadAsync(string folder, CancellationToken stopping)
    {
        AppDefinition served = Served(folder);
        ILogger logger = AppLog.Of(served.ClientAppId, logs);
        try
        {
            AppDefinition read = _reader.Read(new FolderFiles(folder), options.AppId, await secrets.OfAsync(served.ClientAppId, stopping));
            if (read.ClientAppId != served.ClientAppId)
            {
                Kept(logger, $"{folder}: The app's id is '{read.ClientAppId}' now. Start the server anew to serve it.");
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
        catch (ConfigurationException error)
        {
            Kept(logger, error.Message);
        }
    }

    // What needs something else that is not there is served as well as it can be.
    private static IEnumerable<string> Broken(AppDefinition app) =>
        [.. app.Errors, .. AppFinding.OfNeeds(app, MissingKind.Secret).Select(finding => finding.ToString())];

    private AppDefinition Served(string folder) => catalog.All.First(app => app.Definition.Root == folder).Definition;

    private sealed record Watched(string Folder, ChannelReader<bool> Changes, IReadOnlyList<FileSystemWatcher> Watchers);

    [LoggerMessage(3, LogLevel.Information, "reloaded, because its files have changed")]
    private static partial void Reloaded(ILogger logger);

    [LoggerMessage(4, LogLevel.Error, "not reloaded: {Error}")]
    private static partial void Kept(ILogger logger, string error);

    [LoggerMessage(5, LogLevel.Warning, "{Folder}: Changes cannot be watched, so the app is not reloaded: {Reason}")]
    private static partial void NotWatched(ILogger logger, string folder, string reason);
}
