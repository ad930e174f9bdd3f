using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Functions;
using AppServices.Server.Storage;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>Sets forgotten passwords: by a mail with a link, or by a function of the app. Source: client-api 4.1, 4.3.</summary>
internal sealed class PasswordReset(
    string appId, string appName, EmailPasswordSettings settings, UserDirectory users, AccountMails mails, FunctionRuntime functions,
    PasswordHashes hashes)
{
    /// <summary>Sends the mail.</summary>
    /// <exception cref="ApiException">There is no such account, the app resets by function, or the mail cannot be sent.</exception>
    public async Task SendAsync(string email, CancellationToken cancellationToken)
    {
        AccountRecord account = await RequireAsync(email, cancellationToken);
        if (settings.ResetFunction is not null) throw ApiException.BadRequest("please use reset password via function");
        Rules.CheckEmail(email, isMailed: true);
        await mails.SendAsync(
            account, AccountTokenPurpose.Reset, settings.ResetMail,
            $"Follow this link to choose a new password for your account at {appName}:", cancellationToken);
    }

    /// <summary>Runs the function, which decides whether the password is set, or whether the tokens must be used for it.</summary>
    /// <exception cref="ApiException">
    /// There is no such account, the app has no function, the password is not allowed, or the function refuses.
    /// </exception>
    public async Task CallAsync(
        string email, string password, IReadOnlyList<BsonValue> arguments, FunctionRequest source, CancellationToken cancellationToken)
    {
        AccountRecord account = await RequireAsync(email, cancellationToken);
        string function = settings.ResetFunction ?? throw Failed(email);
        Rules.CheckPassword(password);
        AccountToken token = await users.IssueTokenAsync(account, AccountTokenPurpose.Reset, cancellationToken);
        HookStatus status = HookStatus.Fail;
        try
        {
            BsonDocument argument = await ArgumentAsync(account, password, token, cancellationToken);
            status = await functions.DecideAsync(function, [argument, .. arguments], source, cancellationToken);
        }
        finally
        {
            if (status == HookStatus.Fail) await users.AccountTokens.DeleteAsync(token, CancellationToken.None);
        }
        if (status == HookStatus.Fail) throw Failed(email);
        if (status == HookStatus.Success) await SetAsync(account.IdentityId, password, cancellationToken);
    }

    /// <summary>Sets the password of a token's account.</summary>
    /// <exception cref="ApiException">
    /// The token is no token or not good any more, or the password is not allowed; then the token stays good.
    /// </exception>
    public async Task ResetAsync(string token, string tokenId, string password, CancellationToken cancellationToken)
    {
        AccountToken pair = AccountToken.Parse(token, tokenId) ?? throw Refusals.NoToken();
        Rules.CheckPassword(password);
        string hash = await hashes.CreateAsync(password, cancellationToken);
        await users.ChangeByTokenAsync(
            appId, AccountTokenPurpose.Reset, pair, account => ChangingAsync(account, hash, cancellationToken), cancellationToken);
    }

    private async Task<BsonDocument> ArgumentAsync(
        AccountRecord account, string password, AccountToken token, CancellationToken cancellationToken) => new()
    {
        ["username"] = account.Email,
        ["password"] = password,
        ["token"] = token.Token,
        ["tokenId"] = token.TokenId,
        ["currentPasswordValid"] = (await hashes.VerifyAsync(account.PasswordHash, password, cancellationToken)).Matches,
    };

    private async Task SetAsync(string identityId, string password, CancellationToken cancellationToken)
    {
        string hash = await hashes.CreateAsync(password, cancellationToken);
        await Contention.RepeatAsync(async () =>
        {
            if (await users.Accounts.FindByIdentityAsync(identityId, cancellationToken) is not { } account) throw Refusals.NoUser();
            await users.Store.WriteAsync(
                [AccountTokenStore.DeletingAll(identityId, AccountTokenPurpose.Reset),
                    .. await ChangingAsync(account, hash, cancellationToken)],
                cancellationToken);
            return true;
        });
    }

    /// <summary>The writes that set a password and end all sessions of the user, whoever has them.</summary>
    private async Task<StateWrite[]> ChangingAsync(AccountRecord account, string hash, CancellationToken cancellationToken)
    {
        var proven = new ProvenIdentity(account.ToIdentity());
        UserRecord? owner = await users.Users.FindOwnerAsync(appId, proven, cancellationToken);
        return
        [
            AccountStore.Changing(account, account with { PasswordHash = hash }),
            owner is null ? UserStore.RequiringNoOwner(appId, proven.Identity) : SessionStore.EndingAll(owner.Id),
        ];
    }

    private static ApiException Failed(string email) => new(400, null, $"failed to reset password for user \"{email}\"");

    private async Task<AccountRecord> RequireAsync(string email, CancellationToken cancellationToken) =>
        await users.Accounts.FindAsync(appId, email, cancellationToken) ?? throw Refusals.NoUser();
}
