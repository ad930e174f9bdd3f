using System.Linq;
using AppServices.Server.Apps;
using AppServices.Server.Apps.Authentication;
using AppServices.Server.Functions;
using AppServices.Server.Mail;
using AppServices.Server.Providers;
using AppServices.Server.Providers.EmailPassword;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Users;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Hosting;

/// <summary>Puts the parts of apps together.</summary>
internal sealed partial class AppAssembly(ServeOptions options, UserDirectory users, IMailer mailer, ProviderHttp http, ILoggerFactory logs)
{
    /// <exception cref="AppFolderException">A function has a syntax error.</exception>
    public HostedApp Assemble(ServedApp app)
    {
        ILogger logger = logs.CreateLogger($"apps/{app.ClientAppId}");
        foreach (string warning in app.Warnings) LogWarning(logger, warning);
        FunctionRuntime functions = Runtime(app);
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
            new UserCreation(app.CustomUserData?.CreationFunction, functions),
            options.CustomUserData(app));
    }

    private FunctionRuntime Runtime(ServedApp app)
    {
        try
        {
            return new FunctionRuntime(
                app.Description, app.Functions, options.Limits, new FunctionUsers(app.ClientAppId, users.Users), logs.CreateLogger($"functions/{app.ClientAppId}"));
        }
        catch (FunctionSyntaxException error)
        {
            throw AppFolderException.At(error.File, error.Line, error.Column, error.Reason);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);
}
