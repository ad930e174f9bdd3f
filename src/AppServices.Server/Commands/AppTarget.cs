using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Hosting;
using AppServices.Server.Storage;
using AppServices.Server.Users;

namespace AppServices.Server.Commands;

/// <summary>The app and the data that a command is about. A server may run on the same data.</summary>
internal sealed record AppTarget(string AppId, DataStores Stores, UserDirectory Users, TextWriter Output) : IAsyncDisposable
{
    private string? _folder;
    private DataFolder? _data;

    /// <summary>Where the server's own state is.</summary>
    public IDataStore Store => Stores.Main;

    public static Option<string> App { get; } = new("--app") { Description = "Client app id, or an exported app folder.", Required = true };

    public static Option<string?> Data { get; } = new("--data") { Description = "The server's data folder; the one of serve by default." };

    /// <summary><c>--app-id</c></summary>
    public static Option<string?> AppIdOption { get; } =
        new("--app-id") { Description = "Client app id of an export that does not say it." };

    /// <summary>The options of a command that is about an app.</summary>
    public static IReadOnlyList<Option> Options { get; } = [App, AppIdOption, Data, .. DatabaseOptions.All];

    /// <summary>The options that say which app and which data, as they were given, for advice.</summary>
    public required string Given { get; init; }

    /// <param name="parsed">The command line.</param>
    /// <param name="creates">Whether the command may be the first that is done with a data folder.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ConfigurationException">The folder is no app, or the data cannot be used, or are not there.</exception>
    public static async Task<AppTarget> OpenAsync(ParseResult parsed, bool creates, CancellationToken cancellationToken)
    {
        string app = parsed.GetRequiredValue(App);
        string? folder = Directory.Exists(app) ? app : null;
        string appId = IdOf(app, parsed.GetValue(AppIdOption));
        DataFolder data = await DataTarget.OpenAsync(
            parsed, parsed.GetValue(Data) ?? DataFolder.DefaultPath(appId), creates, cancellationToken);
        return new AppTarget(appId, data.Stores, UserDirectory.Open(data.Store, TimeProvider.System), parsed.InvocationConfiguration.Output)
        {
            Given = $" --app {app}{DatabaseOptions.Given(parsed, [AppIdOption, Data, .. DatabaseOptions.All])}",
            _folder = folder,
            _data = data,
        };
    }

    public ValueTask DisposeAsync() => Stores.DisposeAsync();

    /// <summary>The id of an app that is given as such, or as a folder.</summary>
    /// <param name="app">The id, or the folder.</param>
    /// <param name="appId">The id of a folder that does not say it; null where it does.</param>
    public static string IdOf(string app, string? appId) =>
        Directory.Exists(app) ? AppReading.ReadIdentity(new FolderFiles(app), appId).ClientAppId : app;

    /// <summary>What the app is: its folder, or what the data folder has of it; null where only its id is known.</summary>
    public async Task<AppDefinition?> FindDefinitionAsync(CancellationToken cancellationToken)
    {
        var reader = new AppReader(AppFeatures.All());
        return _folder is not null
            ? reader.Read(new FolderFiles(_folder), AppId, SecretStore.Read(null))
            : await new StoredApps(ToAdmin(_data!), Store, reader).FindAsync(AppId, cancellationToken);
    }

    private static AdminOptions ToAdmin(DataFolder data) =>
        new(data.Path, null, null, IsWritable: false, IsStrict: false) { SecretsKey = data.SecretsKey };
}
