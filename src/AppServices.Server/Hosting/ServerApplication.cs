using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using AppServices.Server.Admin.Secrets;
using AppServices.Server.AppConfig;
using AppServices.Server.Cleanup;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Mail;
using AppServices.Server.Providers;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Routes;
using AppServices.Server.Sessions;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace AppServices.Server.Hosting;

/// <summary>Puts the web application together.</summary>
internal static partial class ServerApplication
{
    private const long MaxRequestSize = 18 * 1024 * 1024;       // client-api 6.6

    /// <summary>How long requests may go on when the server ends. What still runs then is ended as if its client had gone.</summary>
    public static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(5);

    // Nobody has an appsettings.json here, and Linux gives an account few watches of files.
    private static readonly string[] s_hostSettings = ["--hostBuilder:reloadConfigOnChange=false"];

    /// <param name="options">What the operator says.</param>
    /// <param name="features">What apps can have.</param>
    /// <param name="apps">The apps.</param>
    /// <param name="data">Where the server keeps what it remembers.</param>
    public static WebApplication Build(
        ServeOptions options, IReadOnlyList<IAppFeature> features, IReadOnlyList<AppDefinition> apps, DataFolder data)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = s_hostSettings });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ConnectionLimit limit = kestrel.ApplicationServices.GetRequiredService<ConnectionLimit>();
            kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => connection => limit.GuardAsync(connection, next)));
            kestrel.Limits.MaxRequestBodySize = MaxRequestSize;
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.UTF8;     // such as names of files
            kestrel.Limits.MaxRequestHeadersTotalSize = kestrel.Limits.MaxRequestLineSize = AccessTokens.MaxTokenSize;
        });
        Listening.Set(builder, options);
        AddLogging(builder.Logging, options.Settings.Logs, options.Clock);
        AddServices(builder.Services, options, features, apps, data);
        WebApplication application = builder.Build();
        ILoggerFactory logs = application.Services.GetRequiredService<ILoggerFactory>();
        foreach (string idle in IdleSettings.Of(options.Settings, apps)) NotAsAsked(logs.CreateLogger("settings"), idle);
        ILogger log = logs.CreateLogger("data");
        if (options.Settings.Database.Main is { } main) KeptElsewhere(log, main.Hosts);
        foreach (IDataStore store in data.Stores.All) store.Warned = warning => NotAsAsked(log, warning);
        Telemetry.Use(application, options.Settings.Telemetry);
        PublicAddress address = application.Services.GetRequiredService<PublicAddress>();
        application.Use(RefusedBody.ReadOnAsync);
        application.Use(address.MarkAsync);
        application.UseForwardedHeaders(address.Forwarding);
        if (address.Path.HasValue) application.UsePathBase(address.Path);
        application.Use(RequestId.AddAsync);
        RequestLogs requests = application.Services.GetRequiredService<RequestLogs>();
        application.Use(requests.CompleteAsync);
        application.UseExceptionHandler(failed => failed.Run(ErrorReplies.AnswerFaultAsync));
        application.UseWhen(static context => !RouteCors.Concerns(context.Request.Path), static others => others.UseCors());
        application.Use(ErrorReplies.GuardAsync);
        application.UseRouting();
        application.Use(requests.BeginAsync);
        application.Use(application.Services.GetRequiredService<AllowedAddresses>().GuardAsync);
        application.Use(application.Services.GetRequiredService<AllowedOrigins>().GuardAsync);
        Map(application, features);
        return application;
    }

    private static void Map(WebApplication application, IReadOnlyList<IAppFeature> features)
    {
        foreach (string ready in (string[])["/health", "/health/ready"]) application.MapHealthChecks(ready);
        application.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = static _ => false });
        application.Map("GET", ApiRoutes.App + "/location", application.Services.GetRequiredService<LocationEndpoint>().GetAsync);
        foreach (IAppFeature feature in features) feature.Map(application);
        // The pattern is given because the default one leaves out paths with a dot in their last part.
        IUnknownPathEndpoint[] others = [.. application.Services.GetServices<IUnknownPathEndpoint>()];
        application.MapFallback("{*path}", (RequestDelegate)(context => ErrorReplies.AnswerUnknownPathAsync(context, others)));
    }

    private static AppCatalog CreateCatalog(
        IReadOnlyList<AppDefinition> apps, IReadOnlyList<IAppFeature> features, IServiceProvider services)
    {
        ILoggerFactory logs = services.GetRequiredService<ILoggerFactory>();
        foreach (AppDefinition app in apps) AppLog.Show(app, logs);
        return new AppCatalog([.. apps.Select(app => new RunningApp(app, features, services))]);
    }

    private static IMailer CreateMailer(ServeOptions options, DataFolder data, ILoggerFactory logs) => options.Settings.Mail is { } server
        ? new SmtpMailer(server, options.Clock)
        : new OutboxMailer(Path.Combine(data.Path, "outbox"), options.Clock, logs.CreateLogger("mail"));

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private static partial void NotAsAsked(ILogger logger, string warning);

    [LoggerMessage(2, LogLevel.Information, "Users, sessions, keys and documents are kept in the MongoDB at {Hosts}.")]
    private static partial void KeptElsewhere(ILogger logger, string hosts);

    private static void AddLogging(ILoggingBuilder logging, LogSettings settings, TimeProvider clock)
    {
        logging.ClearProviders();
        logging.Services.AddSingleton<ConsoleFormatter>(new LogLineFormatter(settings, clock));
        logging.AddConsole(console =>
        {
            console.FormatterName = LogLineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;       // standard output belongs to the ready line
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;   // nobody waits for whoever does not read it
        });
        logging.SetMinimumLevel(settings.Level);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // It logs queries, in which streams may carry a token; no configuration turns that on.
        logging.AddFilter<ConsoleLoggerProvider>("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);     // what it logs it also throws
    }

    private static void AddServices(
        IServiceCollection services, ServeOptions options, IReadOnlyList<IAppFeature> features, IReadOnlyList<AppDefinition> apps,
        DataFolder data)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeToEnd);
        services.AddSingleton<DataHealth>().AddHealthChecks().AddCheck<DataHealth>("data");
        services.AddSingleton(options).AddSingleton<ConnectionLimit>()
            .AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<ConnectionLimit>());
        services.AddSingleton(options.Clock);
        services.AddSingleton(options.Lifetimes);
        services.AddSingleton(options.Settings).AddSingleton(options.Settings.Logins);
        services.AddSingleton(new AttemptStore(data.Store, options.Clock)).AddSingleton<LoginLimiter>().AddSingleton<PasswordHashes>();
        services.AddSingleton(options.ToAdmin(data));
        services.AddSingleton(features);
        services.AddSingleton(data.Store).AddSingleton(data.Stores);       // whoever opened them closes them
        services.AddSingleton(_ => new ServerPresence(data.IsElsewhere ? null : data.Path));
        services.AddSingleton(provider => new LogStore(provider.GetRequiredService<IDataStore>(), options.Settings.Logs, options.Clock));
        Telemetry.Add(services, options.Settings.Telemetry);
        services.AddSingleton<LogWriter>().AddSingleton<RequestLogs>();
        services.AddSingleton(UserDirectory.Open(data.Store, options.Clock));
        services.AddSingleton(_ => new SigningKeys(data.KeyStore, data.SigningKeys, options.Clock)).AddSingleton<TokenIssuer>()
            .AddHostedService<SigningKeyWatch>();
        services.AddSingleton(provider => CreateMailer(options, data, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton(provider => CreateCatalog(apps, features, provider));
        services.AddSingleton(options.Settings.Cleanup).AddSingleton<DataCleanup>().AddHostedService<CleanupService>()
            .AddHostedService<ExpiryService>();
        services.AddHostedService<AppStart>();      // before others, which put apps in the place of these
        services.AddSingleton<Authenticator>().AddSingleton<AllowedAddresses>().AddSingleton<AllowedOrigins>()
            .AddSingleton<PublicAddress>().AddSingleton<LargeBodies>().AddSingleton<LocationEndpoint>();
        foreach (IAppFeature feature in features) feature.AddServices(services);
        if (options.Watches)
        {
            services.AddHostedService(provider => new AppWatch(
                options, features, provider.GetRequiredService<AppCatalog>(), provider.GetRequiredService<AppSecrets>(), provider,
                provider.GetRequiredService<ILoggerFactory>()));
        }
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<AppCatalog>((cors, catalog) => cors.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(origin => catalog.All.Any(app => AllowedOrigins.Admits(app, origin)))
            .AllowAnyHeader().AllowAnyMethod().AllowCredentials()
            .WithExposedHeaders("x-baas-location", "x-appservices-request-id", "Retry-After")));
    }
}
