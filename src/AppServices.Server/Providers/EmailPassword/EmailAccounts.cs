using AppServices.Server.Apps;
using AppServices.Server.Apps.Authentication;
using AppServices.Server.Functions;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>What clients can do with the e-mail/password accounts of an app. Source: client-api 4.</summary>
internal sealed record EmailAccounts(Registration Registration, Confirmation Confirmation, PasswordReset PasswordReset)
{
    public static EmailAccounts Create(ServedApp app, EmailPasswordSettings settings, UserDirectory users, AccountMails mails, FunctionRuntime functions)
    {
        var confirmation = new Confirmation(app.ClientAppId, app.Description.Name, settings, users, mails, functions);
        return new EmailAccounts(
            new Registration(app.ClientAppId, settings, users, confirmation),
            confirmation,
            new PasswordReset(app.ClientAppId, app.Description.Name, settings, users, mails, functions));
    }
}
