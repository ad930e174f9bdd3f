using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Functions;
using AppServices.Server.Storage;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>Confirms accounts: by a mail with a link, or by a function of the app. Source: client-api 4.1, 4.2.</summary>
internal sealed class Confirmation(
    string appId, string appName, EmailPasswordSettings settings, UserDirectory users, AccountMails mails, FunctionRuntime functions)
{
    /// <summary>Begins the confirmation of a new account.</summary>
    /// <exception cref="ApiException">The function refuses, or the mail cannot be sent.</exception>
    public Task BeginAsync(AccountRecord account, FunctionRequest source, CancellationToken cancellationToken) =>
        settings.ConfirmationFunction is { } function
            ? AskAsync(account, function, source, cancellationToken)
            : mails.SendAsync(
                account, AccountTokenPurpose.Confirm, settings.ConfirmationMail,
                $"Please confirm the e-mail address of your account at {appName}:", cancellationToken);

    /// <summary>Sends the mail again.</summary>
    /// <exception cref="ApiException">There is no such account, it needs no mail, or the mail cannot be sent.</exception>
    public async Task SendAgainAsync(string email, FunctionRequest source, CancellationToken cancellationToken)
    {
        AccountRecord account = await RequirePendingAsync(email, cancellationToken);
        if (settings.ConfirmationFunction is not null) throw ApiException.BadRequest("please use confirmation via function");
        await BeginAsync(account, source, cancellationToken);
    }

    /// <summary>Runs the function again, with tokens of its own.</summary>
    /// <exception cref="ApiException">There is no such account, it is confirmed in another way, or the function refuses.</exception>
    public async Task CallAgainAsync(string email, FunctionRequest source, CancellationToken cancellationToken)
    {
        if (settings.AutoConfirm)
            throw new ApiException(400, null, $"cannot run confirmation for {email}: automatic confirmation is enabled");
        AccountRecord account = await RequirePendingAsync(email, cancellationToken);
        string function = settings.ConfirmationFunction
            ?? throw ApiException.BadRequest($"cannot run confirmation for {email}: this app confirms by mail");
        await AskAsync(account, function, source, cancellationToken);
    }

    /// <summary>Confirms the account of a token.</summary>
    /// <exception cref="ApiException">The token is no token, or not good any more.</exception>
    public async Task ConfirmAsync(string token, string tokenId, CancellationToken cancellationToken)
    {
        AccountToken pair = AccountToken.Parse(token, tokenId) ?? throw Refusals.NoToken();
        await users.ChangeByTokenAsync(
            appId, AccountTokenPurpose.Confirm, pair,
            account => Task.FromResult<StateWrite[]>([AccountStore.Changing(account, account with { IsConfirmed = true })]),
            cancellationToken);
    }

    private async Task AskAsync(AccountRecord account, string function, FunctionRequest source, CancellationToken cancellationToken)
    {
        AccountToken token = await users.IssueTokenAsync(account, AccountTokenPurpose.Confirm, cancellationToken);
        HookStatus status = HookStatus.Fail;
        try
        {
            var argument = new BsonDocument { ["token"] = token.Token, ["tokenId"] = token.TokenId, ["username"] = account.Email };
            status = await functions.DecideAsync(function, [argument], source, cancellationToken);
        }
        finally
        {
            if (status == HookStatus.Fail) await users.AccountTokens.DeleteAsync(token, CancellationToken.None);
        }
        if (status == HookStatus.Fail) throw ApiException.BadRequest($"failed to confirm user \"{account.Email}\"");
        if (status == HookStatus.Success) await ConfirmAsync(account, cancellationToken);
    }

    private Task<bool> ConfirmAsync(AccountRecord account, CancellationToken cancellationToken) => Contention.RepeatAsync(async () =>
    {
        AccountRecord? now = await users.Accounts.FindByIdentityAsync(account.IdentityId, cancellationToken);
        if (now is null or { IsConfirmed: true }) return false;
        await users.Store.WriteAsync(
            [
                AccountStore.Changing(now, now with { IsConfirmed = true }),
                AccountTokenStore.DeletingAll(now.IdentityId, AccountTokenPurpose.Confirm),
            ],
            cancellationToken);
        return true;
    });

    /// <summary>An account that waits for its confirmation.</summary>
    /// <exception cref="ApiException">There is none, or it is confirmed.</exception>
    public async Task<AccountRecord> RequirePendingAsync(string email, CancellationToken cancellationToken)
    {
        AccountRecord account = await users.Accounts.FindAsync(appId, email, cancellationToken) ?? throw Refusals.NoUser();
        return account.IsConfirmed ? throw new ApiException(400, "UserAlreadyConfirmed", "already confirmed") : account;
    }
}
