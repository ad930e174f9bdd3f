using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Storage;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>How tokens of accounts begin and end.</summary>
internal static class TokenUse
{
    /// <summary>Changes the account of a token, which is used up with all others for the same purpose.</summary>
    /// <exception cref="ApiException">The token is not good, or not any more.</exception>
    public static Task ChangeByTokenAsync(
        this UserDirectory users,
        string appId,
        AccountTokenPurpose purpose,
        AccountToken token,
        Func<AccountRecord, Task<StateWrite[]>> changing,
        CancellationToken cancellationToken) => Contention.RepeatAsync(async () =>
        {
            AccountTokenRecord record = await users.AccountTokens.FindAsync(appId, purpose, token, cancellationToken)
                ?? throw Refusals.BadToken();
            AccountRecord account = await users.Accounts.FindByIdentityAsync(record.IdentityId, cancellationToken)
                ?? throw Refusals.BadToken();
            await users.Store.WriteAsync([.. AccountTokenStore.Using(record), .. await changing(account)], cancellationToken);
            return account;
        });

    /// <summary>Makes a token for an account.</summary>
    /// <exception cref="ApiException">The account has just been deleted.</exception>
    public static async Task<AccountToken> IssueTokenAsync(
        this UserDirectory users, AccountRecord account, AccountTokenPurpose purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await users.AccountTokens.IssueAsync(account, purpose, cancellationToken);
        }
        catch (StaleWriteException)
        {
            throw Refusals.NoUser();
        }
    }
}
