using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Hosting;
using AppServices.Server.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>A server in this process, on a port and a data folder of its own. It serves the quickstart app unless a test gives folders.</summary>
public sealed class AppServerFixture : IAsyncLifetime, IWireServer
{
    public const string QuickstartAppId = "shop-qwert";

    /// <summary>How many rounds passwords are hashed with.</summary>
    public const int HashRounds = 1_000;

    private readonly string[] _folders;
    private readonly Func<ServeOptions, ServeOptions> _configure;
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("server-");
    private WebApplication? _application;

    private IReadOnlyList<IAppFeature> Features { get; init; } = [];

    public AppServerFixture()
        : this([], options => options)
    {
    }

    private AppServerFixture(AppFolder[] folders, Func<ServeOptions, ServeOptions> configure)
    {
        _folders = folders.Length > 0 ? [.. folders.Select(folder => folder.Path)] : [Path.Combine(Repository.Root, "samples", "quickstart")];
        _configure = configure;
    }

    public Uri BaseAddress { get; private set; } = null!;

    public HttpClient Http { get; } = WireRequests.NewClient();

    /// <summary>What the server keeps, as it sees it.</summary>
    internal DataFolder Data { get; private set; } = null!;

    /// <summary>Where it speaks MongoDB's protocol; null for nowhere.</summary>
    internal System.Net.IPEndPoint? Mongodb => _application!.Services.GetService<Listening>()?.Mongodb;

    /// <summary>The routes of the server: method and pattern of each.</summary>
    internal IEnumerable<(string Method, string Pattern)> Routes => _application!.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>().SelectMany(route => (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
            .Select(method => (method, route.RoutePattern.RawText ?? "")));

    /// <summary>What the server logged since it was built.</summary>
    internal ServerLog Log { get; } = new();

    internal static Task<AppServerFixture> StartAsync(params AppFolder[] folders) => StartAsync(TimeProvider.System, folders);

    internal static Task<AppServerFixture> StartAsync(TimeProvider clock, params AppFolder[] folders) =>
        StartAsync(options => options with { Clock = clock }, folders);

    internal static Task<AppServerFixture> StartAsync(Func<ServeOptions, ServeOptions> configure, params AppFolder[] folders) =>
        StartAsync(new AppServerFixture(folders, configure));

    /// <summary>A server with more features than every server has.</summary>
    internal static Task<AppServerFixture> StartAsync(IReadOnlyList<IAppFeature> features, params AppFolder[] folders) =>
        StartAsync(new AppServerFixture(folders, options => options) { Features = features });

    private static async Task<AppServerFixture> StartAsync(AppServerFixture server)
    {
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
        ServeOptions options = WithQuickHashes(_configure(new ServeOptions(
            _folders, new Uri("http://127.0.0.1:0"), Path.Combine(_temporary.FullName, "data"), AppId: null, SecretsFile: null, StopWithStdin: false,
            new TokenLifetimes(TimeSpan.FromMinutes(30), TimeSpan.FromDays(60)), new FunctionLimits())));
        IReadOnlyList<IAppFeature> features = [.. AppFeatures.All(options.Settings, options.Limits, options.MaxTime, options.DataFolder), .. Features];
        var reader = new AppReader(features);
        List<AppDefinition> folders = AppLoader.ReadFolders(options, reader);
        Data = await DataFolder.OpenAsync(options.DataFolder!, options.Settings.Database, checks: false, CancellationToken.None);
        IReadOnlyList<AppDefinition> apps = await AppLoader.CompleteAsync(options, reader, folders, Data, CancellationToken.None);
        _application = ServerApplication.Build(options, features, apps, Data);
        // What functions log would stand between the results of the tests.
        ((IConfigurationBuilder)_application.Configuration).AddInMemoryCollection([new("Logging:Console:LogLevel:Default", "None")]);
        _application.Services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
        await _application.StartAsync();
        BaseAddress = new Uri(_application.Urls.First());
        Http.BaseAddress = BaseAddress;
    }

    // Most tests log somebody in, and a hash of as many rounds as an operator wants would be most of their work.
    private static ServeOptions WithQuickHashes(ServeOptions options) => options with
    {
        Settings = options.Settings with { Logins = options.Settings.Logins with { HashRounds = HashRounds } },
    };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_application is not null) await _application.DisposeAsync();
        if (Data is not null) await Data.Stores.DisposeAsync();
        _temporary.Delete(recursive: true);
    }
}
