using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.Apps;
using AppServices.Server.Http;
using AppServices.Server.Mail;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Serving;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace AppServices.Server.Hosting;

/// <summary>Puts the web application together.</summary>
internal static class ServerApplication
{
    private const long LargestRequest = 18 * 1024 * 1024;       // client-api 6.6

    // What still runs then is ended as if its client had gone.
    private static readonly TimeSpan s_timeToEnd = TimeSpan.FromSeconds(5);

    public static WebApplication Build(ServeOptions options, IReadOnlyList<ServedApp> apps, DataFolder data)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(options.Address.ToString());
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Limits.MaxRequestHeadersTotalSize = kestrel.Limits.MaxRequestLineSize = AccessTokens.LargestToken;
        });
        AddLogging(builder.Logging);
        AddServices(builder.Services, options, apps, data);
        WebApplication application = builder.Build();
        PublicAddress address = application.Services.GetRequiredService<PublicAddress>();
        application.Use(address.MarkAsync);
        application.UseForwardedHeaders(address.Forwarding);
        if (address.Path.HasValue) application.UsePathBase(address.Path);
        application.Use(RequestId.AddAsync);
        application.UseExceptionHandler(failed => failed.Run(ErrorReplies.AnswerFaultAsync));
        application.UseCors();
        application.Use(ErrorReplies.GuardAsync);
        application.UseRouting();
        application.Use(application.Services.GetRequiredService<AllowedOrigins>().GuardAsync);
        Routes.Map(application);
        return application;
    }

    private static IMailer CreateMailer(ServeOptions options, DataFolder data, ILoggerFactory logs) => options.Settings.Mail is { } server
        ? new SmtpMailer(server, options.Clock)
        : new OutboxMailer(Path.Combine(data.Path, "outbox"), options.Clock, logs.CreateLogger("mail"));

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(console =>
        {
            console.FormatterName = LogLineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;       // standard output belongs to the ready line
        });
        logging.AddConsoleFormatter<LogLineFormatter, ConsoleFormatterOptions>();
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // It logs queries, in which streams may carry a token; no configuration turns that on.
        logging.AddFilter<ConsoleLoggerProvider>("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);     // what it logs it also throws
    }

    private static void AddServices(IServiceCollection services, ServeOptions options, IReadOnlyList<ServedApp> apps, DataFolder data)
    {
        var users = UserDirectory.Open(data.Store, options.Clock);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = s_timeToEnd);
        services.AddHealthChecks();
        services.AddSingleton(options.Clock);
        services.AddSingleton(options.Lifetimes);
        services.AddSingleton(users);
        services.AddSingleton(new TokenIssuer(data.SigningKey, options.Lifetimes, options.Clock));
        services.AddSingleton(options.Settings);
        services.AddSingleton(provider => CreateMailer(options, data, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton(provider => new AppAssembly(
            options, data.Store, users, provider.GetRequiredService<IMailer>(), provider.GetRequiredService<ProviderHttp>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => new AppCatalog([.. apps.Select(provider.GetRequiredService<AppAssembly>().Assemble)]));
        services.AddSingleton<Authenticator>().AddSingleton<AllowedOrigins>().AddSingleton<AccessTokens>().AddSingleton<ApiKeys>();
        services.AddSingleton<PublicAddress>().AddSingleton<LocationEndpoint>().AddSingleton<LoginEndpoint>().AddSingleton<LinkEndpoint>().AddSingleton<EmailPasswordEndpoint>();
        services.AddSingleton<SessionEndpoint>().AddSingleton<ProfileEndpoint>().AddSingleton<ApiKeyEndpoint>().AddSingleton<PushEndpoint>();
        services.AddSingleton<FunctionEndpoint>().AddSingleton<WatchEndpoint>();
        string[] origins = apps.SelectMany(app => app.AllowedOrigins).ToArray();
        bool anyOrigin = apps.Any(app => app.AllowedOrigins.Count == 0);
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(origin => anyOrigin || origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            .AllowAnyHeader().AllowAnyMethod().AllowCredentials()
            .WithExposedHeaders("x-baas-location", "x-appservices-request-id")));
    }
}
