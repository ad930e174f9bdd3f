using System;
using System.CommandLine;
using System.IO;
using AppServices.Server.AppConfig;
using AppServices.Server.Hosting;
using AppServices.Server.Storage;
using AppServices.Server.Users;

namespace AppServices.Server.Commands;

/// <summary>The app and the data that a command is about. A server may run on the same data.</summary>
internal sealed record AppTarget(string AppId, IDataStore Store, UserDirectory Users, TextWriter Output)
{
    public static Option<string> App { get; } = new("--app") { Description = "Client app id, or an exported app folder.", Required = true };

    public static Option<string?> Data { get; } = new("--data") { Description = "The server's data folder; the one of serve by default." };

    /// <exception cref="ConfigurationException">The folder is no app, or the data folder cannot be used.</exception>
    public static AppTarget Open(ParseResult parsed)
    {
        string app = parsed.GetRequiredValue(App);
        string appId = Directory.Exists(app) ? AppReading.ReadIdentity(new FolderFiles(app), null).ClientAppId : app;
        DataFolder data = DataFolder.Open(parsed.GetValue(Data) ?? DataFolder.DefaultPath(appId));
        return new AppTarget(appId, data.Store, UserDirectory.Open(data.Store, TimeProvider.System), parsed.InvocationConfiguration.Output);
    }
}
