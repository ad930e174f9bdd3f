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
using AppServices.Server.Settings;
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

    /// <summary>The options of a command that is about an app.</summary>
    public static IReadOnlyList<Option> Options { get; } = [App, Data, .. DatabaseOptions.All];

    /// <exception cref="ConfigurationException">The folder is no app, or the data folder cannot be used.</exception>
    public static async Task<AppTarget> OpenAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string app = parsed.GetRequiredValue(App);
        string? folder = Directory.Exists(app) ? app : null;
        string appId = IdOf(app);
        DataFolder data = await DataFolder.OpenAsync(
            parsed.GetValue(Data) ?? DataFolder.DefaultPath(appId), DatabaseOptions.Apply(parsed, new DatabaseSettings()), checks: false,
            cancellationToken);
        return new AppTarget(appId, data.Stores, UserDirectory.Open(data.Store, TimeProvider.System), parsed.InvocationConfiguration.Output)
        {
            _folder = folder,
            _data = data,
        };
    }

    public ValueTask DisposeAsync() => Stores.DisposeAsync();

    /// <summary>The id of an app that is given as such, or as a folder.</summary>
    public static string IdOf(string app) =>
        Directory.Exists(app) ? AppReading.ReadIdentity(new FolderFiles(app), null).ClientAppId : app;

    /// <summary>What the app is: its folder, or what the data folder has of it; null where only its id is known.</summary>
    public async Task<AppDefinition?> FindDefinitionAsync(CancellationToken cancellationToken)
    {
        var reader = new AppReader(AppFeatures.All());
        return _folder is not null
            ? reader.Read(new FolderFiles(_folder), null, SecretStore.Read(null))
            : await new StoredApps(ToAdmin(_data!), Store, reader).FindAsync(AppId, cancellationToken);
    }

    private static AdminOptions ToAdmin(DataFolder data) =>
        new(data.Path, null, null, IsWritable: false, IsStrict: false) { SecretsKey = data.SecretsKey };
}
