using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Mail;
using AppServices.Server.Users;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>Mails tokens to the owners of accounts. Source: app-folder 2.2.</summary>
internal sealed partial class AccountMails(UserDirectory users, IMailer mailer, ILogger logger)
{
    /// <summary>Sends a new token; when the mail cannot be sent, the token is not good either.</summary>
    /// <param name="account">The account.</param>
    /// <param name="purpose">What the token allows.</param>
    /// <param name="template">Page and subject.</param>
    /// <param name="invitation">The sentence before the link.</param>
    /// <param name="cancellationToken">Ends the work when the client has gone.</param>
    /// <exception cref="ApiException">The mail cannot be sent.</exception>
    public async Task SendAsync(
        AccountRecord account, AccountTokenPurpose purpose, MailTemplate template, string invitation, CancellationToken cancellationToken)
    {
        AccountToken token = await users.IssueTokenAsync(account, purpose, cancellationToken);
        bool isSent = false;
        try
        {
            await mailer.SendAsync(
                new MailText(account.Email, template.Subject, invitation, template.Link(token.Token, token.TokenId)), cancellationToken);
            isSent = true;
        }
        catch (MailException error)
        {
            LogFailure(logger, error.Message);
            throw ApiException.Unavailable("the mail could not be sent; try again later");
        }
        finally
        {
            if (!isSent) await users.AccountTokens.DeleteAsync(token, CancellationToken.None);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Reason}")]
    private static partial void LogFailure(ILogger logger, string reason);
}
