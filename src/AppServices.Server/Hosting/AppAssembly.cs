using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Apps;
using AppServices.Server.Apps.Authentication;
using AppServices.Server.Functions;
using AppServices.Server.Mail;
using AppServices.Server.Providers;
using AppServices.Server.Providers.EmailPassword;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Services;
using AppServices.Server.Serving;
using AppServices.Server.Storage;
using AppServices.Server.Users;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Hosting;

/// <summary>Puts the parts of apps together.</summary>
internal sealed partial class AppAssembly(
    ServeOptions options, IDataStore store, UserDirectory users, IMailer mailer, ProviderHttp http, ILoggerFactory logs)
{
    public HostedApp Assemble(ServedApp app)
    {
        ILogger logger = logs.CreateLogger($"apps/{app.ClientAppId}");
        foreach (string error in app.Errors) LogError(logger, error);
        foreach (string warning in app.Warnings) LogWarning(logger, warning);
        Dictionary<string, DataSource> sources = app.DataSources.ToDictionary(
            source => source.Name,
            source => new DataSource(source.Name, DataSource.SourceOf(app.ClientAppId, source.Name), store, source.Rules) { MaxTime = options.MaxTime },
            StringComparer.Ordinal);
        ICustomUserData customData = CustomUserData(app, sources);
        var functions = new FunctionRuntime(
            app.Description, app.Catalog, sources, options.Limits, new FunctionUsers(app.ClientAppId, users.Users, customData),
            logs.CreateLogger($"functions/{app.ClientAppId}"));
        var parts = new ProviderParts(app, users, functions, options.Settings, http, options.Clock, logger);
        return new HostedApp(
            app,
            functions,
            LoginProviders.Create(parts),
            app.Providers.Values.OfType<EmailPasswordSettings>().FirstOrDefault() is { } email
                ? EmailAccounts.Create(app, email, users, new AccountMails(users, mailer, logger), functions)
                : null,
            new Logins(app.ClientAppId, app.DomainId, users, options.Clock),
            new Links(app.ClientAppId, users),
            new UserCreation(app, functions),
            customData,
            sources);
    }

    private ICustomUserData CustomUserData(ServedApp app, Dictionary<string, DataSource> sources)
    {
        if (!app.IsCustomUserDataReadable) return new UnreadableCustomUserData();
        return app.CustomUserData is { } settings
            ? new StoredCustomUserData(store, sources[settings.DataSource].Collection(settings.Database, settings.Collection), settings.UserIdField)
            : new NoCustomUserData();
    }

    [LoggerMessage(2, LogLevel.Error, "{Error}")]
    private static partial void LogError(ILogger logger, string error);

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);
}
