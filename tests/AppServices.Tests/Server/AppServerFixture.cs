using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using AppServices.Server.Apps;
using AppServices.Server.Functions;
using AppServices.Server.Hosting;
using AppServices.Server.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>A server in this process, on a port and a data folder of its own. It serves the quickstart app unless a test gives folders.</summary>
public sealed class AppServerFixture : IAsyncLifetime, IWireServer
{
    public const string QuickstartAppId = "shop-qwert";

    private readonly string[] _folders;
    private readonly TimeProvider _clock;
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("server-");
    private WebApplication? _application;

    public AppServerFixture()
        : this([], TimeProvider.System)
    {
    }

    private AppServerFixture(AppFolder[] folders, TimeProvider clock)
    {
        _folders = folders.Length > 0 ? [.. folders.Select(folder => folder.Path)] : [Path.Combine(Repository.Root, "samples", "quickstart")];
        _clock = clock;
    }

    public Uri BaseAddress { get; private set; } = null!;

    public HttpClient Http { get; } = WireRequests.NewClient();

    /// <summary>What the server keeps, as it sees it.</summary>
    internal DataFolder Data { get; private set; } = null!;

    internal static Task<AppServerFixture> StartAsync(params AppFolder[] folders) => StartAsync(TimeProvider.System, folders);

    internal static async Task<AppServerFixture> StartAsync(TimeProvider clock, params AppFolder[] folders)
    {
        var server = new AppServerFixture(folders, clock);
        try
        {
            await server.InitializeAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var options = new ServeOptions(
            _folders, new Uri("http://127.0.0.1:0"), Path.Combine(_temporary.FullName, "data"), AppId: null, SecretsFile: null, StopWithStdin: false,
            new TokenLifetimes(TimeSpan.FromMinutes(30), TimeSpan.FromDays(60)), new FunctionLimits()) { Clock = _clock };
        List<ServedApp> apps = AppLoader.ReadFolders(options);
        Data = DataFolder.Open(options.DataFolder!);
        _application = ServerApplication.Build(options, apps, Data);
        // What functions log would stand between the results of the tests.
        ((IConfigurationBuilder)_application.Configuration).AddInMemoryCollection([new("Logging:Console:LogLevel:Default", "None")]);
        await _application.StartAsync();
        BaseAddress = new Uri(_application.Urls.First());
        Http.BaseAddress = BaseAddress;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_application is not null) await _application.DisposeAsync();
        Data?.Store.Dispose();
        _temporary.Delete(recursive: true);
    }
}
