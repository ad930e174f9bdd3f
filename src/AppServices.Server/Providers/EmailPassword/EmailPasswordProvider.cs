using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Storage;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>Logs in by e-mail address and password. Source: client-api 2.7, app-folder 2.2.</summary>
internal sealed class EmailPasswordProvider(
    string appId, ProviderSettings settings, AccountStore accounts, PasswordHashes hashes) : ILoginProvider
{
    public string Type => settings.Type;

    public CountedLogins Counted => CountedLogins.Failures;

    /// <summary>What else clients can do with the accounts.</summary>
    public required EmailAccounts Accounts { get; init; }

    public string AccountOf(LoginRequest request) => AccountRecord.Key(appId, request.Body.RequiredText("username"));

    public async Task<ProvenIdentity> ProveAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        string email = request.Body.RequiredText("username");
        string password = request.Body.RequiredText("password");
        AccountRecord? account = await accounts.FindAsync(appId, email, cancellationToken);
        (bool matches, string? betterHash) = await hashes.VerifyAsync(account?.PasswordHash, password, cancellationToken);
        if (account is null || !matches) throw WrongPassword();
        if (!account.IsConfirmed) throw ApiException.BadCredential();
        if (betterHash is not null) await KeepAsync(account, betterHash, cancellationToken);
        return new ProvenIdentity(account.ToIdentity(settings.Id))
        {
            Confirm = async cancellation =>
                await accounts.FindByIdentityAsync(account.IdentityId, cancellation) is { } now && await IsGoodAsync(now, cancellation)
                    ? AccountStore.Expecting(now)
                    : throw WrongPassword(),
        };

        // A login beside a reset of the password must not outlive it; a better hash of the same password does not matter.
        async Task<bool> IsGoodAsync(AccountRecord now, CancellationToken cancellation) =>
            now.PasswordHash == (betterHash ?? account.PasswordHash)
                || (await hashes.VerifyAsync(now.PasswordHash, password, cancellation)).Matches;
    }

    private async Task KeepAsync(AccountRecord account, string betterHash, CancellationToken cancellationToken)
    {
        try
        {
            await accounts.ChangeAsync(account, account with { PasswordHash = betterHash }, cancellationToken);
        }
        catch (StaleWriteException)
        {
            // The account has just been changed; the next login will find out whether its hash is good enough.
        }
    }

    private static ApiException WrongPassword() => ApiException.Unauthorized("InvalidPassword");
}
