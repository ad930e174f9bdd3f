using AppServices.Server.AppConfig;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>How e-mail/password accounts are confirmed and their passwords reset. Source: app-folder 2.2.</summary>
/// <param name="Id">The provider configuration's id.</param>
/// <param name="AutoConfirm">Whether accounts are good at once; wins over the other ways.</param>
/// <param name="ConfirmationFunction">The function that confirms, empty when it is not named; null when a mail does.</param>
/// <param name="ConfirmationMail">The mail that lets the receiver confirm.</param>
/// <param name="ResetFunction">The function that resets passwords, empty when it is not named; null when a mail does.</param>
/// <param name="ResetMail">The mail that lets the receiver set a password.</param>
internal sealed record EmailPasswordSettings(
    string Id, bool AutoConfirm, string? ConfirmationFunction, MailTemplate ConfirmationMail, string? ResetFunction, MailTemplate ResetMail)
    : ProviderSettings(ProviderTypes.EmailPassword, Id)
{
    /// <summary>Whether a new account is good once its owner has followed the link of a mail.</summary>
    public bool ConfirmsByMail => this is { AutoConfirm: false, ConfirmationFunction: null };

    public static EmailPasswordSettings Read(string id, ConfigFile entry, AppReading app)
    {
        (string appName, Warnings warnings) = (app.Identity.Name, app.Warnings);
        ConfigFile? config = entry.Field("config");
        string? Function(string flag, FunctionReference reference) =>
            config?.Flag(flag) == true ? reference.Read(config, app) ?? "" : null;

        var settings = new EmailPasswordSettings(
            id,
            config?.Flag("autoConfirm") == true,
            Function("runConfirmationFunction", new FunctionReference("confirmationFunctionName", "confirmationFunctionId")),
            MailTemplate.Read(config, "emailConfirmationUrl", "confirmEmailSubject", $"Confirm your e-mail address for {appName}"),
            Function("runResetFunction", new FunctionReference("resetFunctionName", "resetFunctionId")),
            MailTemplate.Read(config, "resetPasswordUrl", "resetPasswordSubject", $"Reset your password for {appName}"));
        if (settings.ConfirmsByMail) Check(settings.ConfirmationMail, "emailConfirmationUrl");
        // Without a page nobody seems to want reset mails, so only a page that is none is worth a word.
        if (settings is { ResetFunction: null, ResetMail.Page.Length: > 0 }) Check(settings.ResetMail, "resetPasswordUrl");
        return settings;

        void Check(MailTemplate mail, string name)
        {
            if (!mail.HasPage)
                warnings.Add(
                    config ?? entry,
                    $"{name} is {(mail.Page.Length == 0 ? "missing" : $"'{mail.Page}', which is no page")}, so the links in mails lead nowhere; set it to the page that they should open");
        }
    }
}
