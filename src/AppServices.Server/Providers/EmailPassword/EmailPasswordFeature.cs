using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Mail;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>Accounts of an e-mail address and a password. Source: app-folder 2.2, client-api 4.</summary>
internal sealed class EmailPasswordFeature() : ProviderFeature(ProviderTypes.EmailPassword)
{
    public override void AddServices(IServiceCollection services) => services.AddSingleton<EmailPasswordEndpoint>();

    public override void Map(IEndpointRouteBuilder routes)
    {
        foreach ((string operation, var endpoint) in routes.ServiceProvider.GetRequiredService<EmailPasswordEndpoint>().Operations)
        {
            routes.Map("POST", $"{ApiRoutes.App}/auth/providers/local-userpass/{operation}", endpoint).TakesSmallBody()
                .Logs(LogTypes.Authentication, operation.Replace('/', '_').ToUpperInvariant(), ProviderTypes.EmailPassword);
        }
    }

    protected override ProviderSettings Read(string id, ConfigFile entry, AppReading app) =>
        EmailPasswordSettings.Read(id, entry, app);

    protected override IEnumerable<MissingNeed> Missing(ProviderSettings settings, AppDefinition app, string place)
    {
        var email = (EmailPasswordSettings)settings;
        return
        [
            .. HookFunctions.Missing(app, email.AutoConfirm ? null : email.ConfirmationFunction, place),
            .. HookFunctions.Missing(app, email.ResetFunction, place),
        ];
    }

    protected override ILoginProvider Create(ProviderSettings settings, RunningApp app, IServiceProvider services)
    {
        var email = (EmailPasswordSettings)settings;
        (string appId, string name) = (app.Definition.ClientAppId, app.Definition.Description.Name);
        UserDirectory users = services.GetRequiredService<UserDirectory>();
        var mails = new AccountMails(users, services.GetRequiredService<IMailer>(), Logger(app, services));
        PasswordHashes hashes = services.GetRequiredService<PasswordHashes>();
        FunctionRuntime functions = app.Part<FunctionRuntime>();
        var confirmation = new Confirmation(appId, name, email, users, mails, functions);
        return new EmailPasswordProvider(appId, email, users.Accounts, hashes)
        {
            Accounts = new EmailAccounts(
                email, new Registration(appId, email, users, confirmation, hashes), confirmation,
                new PasswordReset(appId, name, email, users, mails, functions, hashes)),
        };
    }
}

/// <summary>What clients can do with the e-mail/password accounts of an app. Source: client-api 4.</summary>
internal sealed record EmailAccounts(
    EmailPasswordSettings Settings, Registration Registration, Confirmation Confirmation, PasswordReset PasswordReset);
